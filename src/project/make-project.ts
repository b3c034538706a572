/** Makes a `Project` of the files of a folder: the rules are in the files beside this one, here they are put together. */
import { resolve } from 'node:path';
import { resolveJob } from './blocks';
import { chooseEnvironment } from './choose-environment';
import { parseDotenv } from './dotenv';
import type { JobEntry, PluginEntry, PluginKind, ProjectEntries } from './entries';
import { expand } from './expand';
import { findVariable } from './expand-tree';
import { inspectPlugin, inspectProject } from './inspect-settings';
import type { PluginInstallation, PluginSummary } from './installable';
import { pluginInstallations } from './installation';
import { makeManifest, type ManifestParts } from './manifest';
import { resolveMapping } from './mappings';
import { odditiesOf } from './oddities';
import { findPlugin } from './plugin-chain';
import { resolvePlugin, type PluginResolution, type ProjectContext } from './plugin-resolver';
import type { Job, PluginRef, Project, ResolvedMapping } from './project';
import { refuse, type OnProblem } from './problems';
import type { ProjectFiles } from './project-files';
import { projectId } from './project-id';
import { projectSwitch } from './project-settings';
import { requireCommand } from './require-command';
import { projectSetting } from './project-setting';
import { readSchedule, scheduleEnv } from './schedules';
import type { SettingsInspection } from './settings-request';
import { stateId } from './state-id';
import { resolveStateSettings } from './state-settings';
import { toJson } from './tree';
import { layerOf, literalBlock, Variables } from './variables';

export interface LoadOptions {
  /** Undefined: as the project and the variables say; null: none. */
  readonly environment?: string | null | undefined;
  /** Name of the schedule whose `env:` is added to the process environment. */
  readonly schedule?: string | undefined;
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  readonly ignoreDefaultEnvironment?: boolean | undefined;
  /** Gets what is wrong with single settings, which are left out then; by default it is thrown. */
  readonly onProblem?: OnProblem;
}

/** `root`: absolute. Throws `ConfigInvalid` for an environment or a schedule that does not exist. */
export function makeProject(root: string, files: ProjectFiles, entries: ProjectEntries, options: LoadOptions): Project {
  const processEnv = { ...options.processEnv, ...scheduleEnv(entries, options.schedule) };
  const process = Variables.of(layerOf(Object.entries(processEnv), 'the process environment'));
  const dotenv = Variables.of(layerOf(parseDotenv(files.dotenv, processEnv), '`.env`'));
  const choice = { chosen: options.environment, ignoreDefault: options.ignoreDefaultEnvironment === true };
  const environment = chooseEnvironment(entries, choice, process, dotenv);
  const id = projectId(root, process.get('MELTANO_PROJECT_ID')?.text || entries.projectId);
  const systemFolder = resolve(
    root,
    findVariable({ variables: process, dotenv }, 'MELTANO_SYS_DIR_ROOT')?.text || '.meltano',
  );
  const own = [
    ['MELTANO_PROJECT_ROOT', root],
    ['MELTANO_SYS_DIR_ROOT', systemFolder],
    ['MELTANO_PROJECT_ID', entries.projectId ?? undefined],
    ['MELTANO_ENVIRONMENT', environment?.name],
  ] as const;
  const variables = process.with(literalBlock(entries.env)).with(layerOf(own, 'the project'));
  const strict = projectSwitch(entries, { variables, dotenv }, 'ff.strict_env_var_mode');
  const onProblem = options.onProblem ?? refuse;
  const context = { entries, environment, variables, dotenv, processEnv: process.texts(), strict, onProblem };
  return new LoadedProject(context, root, id, [...files.warnings, ...entries.warnings]);
}

class LoadedProject implements Project {
  readonly id: string;
  readonly root: string;
  readonly systemFolder: string;
  readonly environment: string | null;
  readonly defaultEnvironment: string | null;
  readonly environments: readonly string[];
  readonly plugins: readonly PluginSummary[];
  readonly jobs: readonly Job[];
  readonly schedules: Project['schedules'];
  readonly warnings: readonly string[];
  readonly #context: ProjectContext;
  /** What was resolved before: every page of a run asks again. */
  readonly #plugins = new Map<string, PluginResolution>();
  readonly #mappings = new Map<string, ResolvedMapping>();
  #stateSettings: ReturnType<Project['stateSettings']> | null = null;

  constructor(context: ProjectContext, root: string, id: string, warnings: readonly string[]) {
    this.#context = context;
    this.id = id;
    this.root = root;
    this.systemFolder = context.variables.get('MELTANO_SYS_DIR_ROOT')?.text ?? root;
    this.environment = context.environment?.name ?? null;
    const fallback = context.entries.defaultEnvironment?.value ?? null;
    this.defaultEnvironment = fallback === null ? null : String(fallback);
    this.environments = [...context.entries.environments.keys()];
    this.jobs = [...context.entries.jobs.values()].map(jobOf);
    this.schedules = [...context.entries.schedules.values()].map(readSchedule);
    this.plugins = [...context.entries.plugins.values()].flatMap((kind) => [...kind.values()].map(summaryOf));
    this.warnings = warnings;
  }

  findPlugin(name: string, kind?: PluginKind): PluginRef {
    return findPlugin(this.#context.entries, name, kind);
  }

  resolvePlugin(kind: PluginKind, name: string, behindTap?: string): PluginResolution['plugin'] {
    return this.#resolve(kind, name, behindTap).plugin;
  }

  processEnvironment(kind: PluginKind, name: string, behindTap?: string): Readonly<Record<string, string>> {
    return this.#resolve(kind, name, behindTap).processEnvironment();
  }

  #resolve(kind: PluginKind, name: string, behindTap?: string): PluginResolution {
    const key = JSON.stringify([kind, name, behindTap]);
    const known = this.#plugins.get(key);
    if (known !== undefined) return known;
    const before =
      behindTap === undefined ? new Map<string, never>() : this.#resolve('extractors', behindTap).exported();
    const resolution = resolvePlugin(this.#context, kind, name, before);
    this.#plugins.set(key, resolution);
    return resolution;
  }

  inspect(subject: PluginRef | 'meltano'): SettingsInspection {
    return subject === 'meltano' ? inspectProject(this.#context) : inspectPlugin(this.#context, subject);
  }

  resolveMapping(blockName: string): ResolvedMapping {
    const mapping = this.#mappings.get(blockName) ?? resolveMapping(this.#context, blockName);
    this.#mappings.set(blockName, mapping);
    return mapping;
  }

  requireCommand(block: Parameters<Project['requireCommand']>[0]): void {
    requireCommand(this.#context.entries, block);
  }

  oddities(): readonly string[] {
    return odditiesOf(this.#context);
  }

  resolveJob(nameOrBlocks: string | readonly string[]): ReturnType<Project['resolveJob']> {
    return resolveJob(this.#context.entries, nameOrBlocks);
  }

  stateId(pipeline: Parameters<Project['stateId']>[0], suffix?: string): string {
    return stateId(this.environment, pipeline, suffix ?? this.#ownSuffix());
  }

  stateSettings(): ReturnType<Project['stateSettings']> {
    this.#stateSettings ??= resolveStateSettings(this.#context, this.root);
    return this.#stateSettings;
  }

  installations(): readonly PluginInstallation[] {
    return pluginInstallations(this.#context, this.systemFolder, this.setting('python'));
  }

  manifest(unsafe: boolean): ReturnType<Project['manifest']> {
    const { environment } = this;
    const resolve: ManifestParts['resolve'] = (kind, name) => this.resolvePlugin(kind, name);
    return makeManifest({ entries: this.#context.entries, environment, resolve, unsafe });
  }

  setting(name: string): string | null {
    return projectSetting(this.#context.entries.merged, this.#context, name);
  }

  #ownSuffix(): string | null {
    const set = findVariable(this.#context, 'MELTANO_RUN_STATE_ID_SUFFIX')?.text;
    if (set !== undefined && set !== '') return set;
    const suffix = this.#context.environment?.stateIdSuffix ?? null;
    if (suffix === null) return null;
    return expand(String(suffix.value ?? ''), (name) => findVariable(this.#context, name)?.text ?? null).text;
  }
}

function summaryOf({ kind, name, place, variant, inheritFrom, namespace }: PluginEntry): PluginSummary {
  const parent = inheritFrom?.name ?? null;
  return { kind, name, place, variant, inheritFrom: parent, isCustom: parent === null && namespace !== null };
}

function jobOf(entry: JobEntry): Job {
  const tasks = toJson(entry.tasks);
  const list: readonly unknown[] = Array.isArray(tasks) ? tasks : [tasks];
  return { name: entry.name, tasks: list.map((task) => (Array.isArray(task) ? task.map(String) : String(task))) };
}
