/**
 * All that can be known to be wrong with a project without asking anybody: its files, its names, and its values in every
 * environment. Reads only; connects to nothing.
 */
import type { ProjectEntries } from '../project/entries';
import { makeProject } from '../project/make-project';
import { assertDefined } from '../project/plugin-chain';
import { attempt, ignore, type OnProblem } from '../project/problems';
import type { Pipeline, Project } from '../project/project';
import { readProjectFiles, type ProjectFiles } from '../project/project-files';
import { readEntries } from '../project/read-entries';
import { checkDotenv } from './check-dotenv';
import { checkExtras } from './check-extras';
import { checkJobs, checkSchedules, checkUnusedMappings } from './check-jobs';
import { checkKeys } from './check-keys';
import { checkNativeNames } from './check-native-names';
import { checkPlugins } from './check-plugins';
import { checkReferences } from './check-references';
import { chainsOf } from './plugin-chains';
import { Findings, type Problem } from './problem';

export interface ValidateRequest {
  /** Absolute path of the project's folder. */
  readonly root: string;
  /** Only this environment (null: none); undefined: all of them. */
  readonly environment: string | null | undefined;
  /** Of the file that stands for `.env`. */
  readonly envFile?: string | undefined;
  readonly processEnv: Readonly<Record<string, string | undefined>>;
}

export interface Validation {
  /** By file, line and column. */
  readonly problems: readonly Problem[];
  /** False: some file could not be read, so names were not compared. */
  readonly isComplete: boolean;
  /** What was looked at, for a summary. */
  readonly files: number;
  readonly environments: readonly string[];
  readonly plugins: number;
  readonly jobs: number;
}

export async function validateProject(request: ValidateRequest): Promise<Validation> {
  const findings = new Findings();
  const note: OnProblem = (error) => findings.addError(error);
  const files = await readProjectFiles(request.root, { envFile: request.envFile, onProblem: note });
  for (const warning of files.warnings) findings.addWarning(warning);
  const isComplete = !findings.hasErrors;
  if (files.files.length === 0) return summary(findings, { isComplete, files, entries: null });
  const entries = readEntries(files.files, files.locks, note);
  for (const warning of entries.warnings) findings.addWarning(warning);
  checkFiles(files, entries, findings);
  if (!isComplete) return summary(findings, { isComplete, files, entries });
  return checkNames(request, files, entries, findings);
}

/** What each file says by itself. */
function checkFiles(files: ProjectFiles, entries: ProjectEntries, findings: Findings): void {
  checkKeys(files.files, entries, findings);
  checkReferences(files.files, findings);
  checkExtras(entries, findings);
  checkDotenv(files.dotenv, findings);
  for (const { pattern, place } of files.unmatched) {
    findings.add('warning', place, `The include path \`${pattern}\` matches no file.`, 'Correct it or take it out.');
  }
}

/** What the files say about one another, in every environment. */
function checkNames(
  request: ValidateRequest,
  files: ProjectFiles,
  entries: ProjectEntries,
  findings: Findings,
): Validation {
  const note: OnProblem = (error) => findings.addError(error);
  const { root, processEnv } = request;
  const load = (environment: string | null | undefined, onProblem: OnProblem): Project =>
    makeProject(root, files, entries, { environment, processEnv, onProblem });
  const usual = attempt(note, () => load(request.environment, note), null);
  const bare = load(null, note);
  const chains = chainsOf(entries, note);
  for (const chain of chains.values()) {
    attempt(note, () => assertDefined(chain), null);
    checkNativeNames(entries, chain, findings);
  }
  checkJobs(entries, bare, findings);
  checkSchedules(files.files, entries, findings);
  checkUnusedMappings(entries, findings);
  const pipelines = bare.jobs.flatMap((job) => attempt(ignore, () => pipelinesOf(bare, job.name), []));
  const environments = environmentsOf(request, entries, usual);
  for (const environment of environments) {
    checkPlugins({
      entries,
      chains,
      findings,
      environment,
      pipelines,
      load: (onProblem) => load(environment, onProblem),
    });
  }
  return summary(findings, { isComplete: true, files, entries, environments, chosen: usual?.environment ?? null });
}

function pipelinesOf(project: Project, job: string): readonly Pipeline[] {
  return project.resolveJob(job).blocks.flatMap((block) => (block.kind === 'pipeline' ? [block.pipeline] : []));
}

function environmentsOf(
  request: ValidateRequest,
  entries: ProjectEntries,
  usual: Project | null,
): readonly (string | null)[] {
  if (request.environment !== undefined) return usual === null ? [] : [usual.environment];
  const names = [...entries.environments.keys()];
  return names.length === 0 ? [null] : names;
}

interface Seen {
  readonly isComplete: boolean;
  readonly files: ProjectFiles;
  readonly entries: ProjectEntries | null;
  readonly environments?: readonly (string | null)[];
  /** The environment in which the project runs unless told otherwise. */
  readonly chosen?: string | null;
}

function summary(
  findings: Findings,
  { isComplete, files, entries, environments = [], chosen = null }: Seen,
): Validation {
  return {
    problems: findings.problems(environments, chosen),
    isComplete,
    files: files.files.length,
    environments: environments.filter((name) => name !== null),
    plugins: [...(entries?.plugins.values() ?? [])].reduce((count, known) => count + known.size, 0),
    jobs: entries?.jobs.size ?? 0,
  };
}
