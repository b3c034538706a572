/** Jobs and schedules: names that are not there, sequences that cannot run, intervals that never come. */
import { intervalProblem } from '../project/cron';
import type { JobEntry, ProjectEntries } from '../project/entries';
import { mappingNames } from '../project/mappings';
import { attempt } from '../project/problems';
import type { Project } from '../project/project';
import type { ProjectFile } from '../project/project-files';
import { INTERVAL_ALIASES } from '../project/schedules';
import { didYouMean } from '../model/suggest';
import { child, placeInside, type MappingTree } from '../project/tree';
import type { Findings } from './problem';
import { entriesAt, scalarsIn, textAt } from './walk-tree';

export function checkJobs(entries: ProjectEntries, project: Project, findings: Findings): void {
  const plugins = [...entries.plugins.values()].flatMap((known) => [...known.keys()]);
  const known = new Set([...plugins, ...mappingNames(entries), ...entries.jobs.keys()]);
  for (const job of entries.jobs.values()) {
    if (checkBlockNames(job, known, findings)) continue;
    attempt(
      (error) => findings.addError(error, { near: job.place }),
      () => project.resolveJob(job.name),
      null,
    );
  }
}

/** All unknown names of a job at once; true: there are some. */
function checkBlockNames(job: JobEntry, known: ReadonlySet<string>, findings: Findings): boolean {
  let isBad = false;
  for (const task of scalarsIn(job.tasks)) {
    for (const word of String(task.value ?? '').matchAll(/\S+/g)) {
      const [name] = word;
      const [plugin = name] = name.split(':');
      if (known.has(name) || known.has(plugin)) continue;
      isBad = true;
      const message = `The job \`${job.name}\` names \`${name}\`, which is no plugin or mapping.${didYouMean(name, known)}`;
      findings.add('error', placeInside(task, word.index), message, 'Correct the name, or define it.');
    }
  }
  return isBad;
}

/** Mappings that no job uses: a mapping has no effect but as a block. */
export function checkUnusedMappings(entries: ProjectEntries, findings: Findings): void {
  if (entries.jobs.size === 0) return;
  const used = new Set(
    [...entries.jobs.values()].flatMap((job) =>
      [...scalarsIn(job.tasks)].flatMap((task) => String(task.value ?? '').split(/\s+/)),
    ),
  );
  for (const mapper of entries.plugins.get('mappers')?.values() ?? []) {
    for (const mapping of mapper.mappings) {
      if (used.has(mapping.name)) continue;
      const message = `No job uses the mapping \`${mapping.name}\` of \`${mapper.name}\`.`;
      findings.add('warning', mapping.place, message, 'Name it between a tap and a target, or take it out.');
    }
  }
}

export function checkSchedules(files: readonly ProjectFile[], entries: ProjectEntries, findings: Findings): void {
  for (const schedule of entriesAt(files, 'schedules')) {
    const name = textAt(schedule, 'name') ?? '';
    checkInterval(name, schedule, findings);
    for (const [key, kind] of [
      ['job', null],
      ['extractor', 'extractors'],
      ['loader', 'loaders'],
    ] as const) {
      const named = child(schedule, key);
      const known = kind === null ? entries.jobs : (entries.plugins.get(kind) ?? new Map<string, never>());
      if (named?.kind !== 'scalar' || known.has(String(named.value))) continue;
      const text = String(named.value);
      const message = `The schedule \`${name}\` names the ${key} \`${text}\`, which is not defined.${didYouMean(text, known.keys())}`;
      findings.add('error', named.place, message, 'Correct the name, or define it.');
    }
    checkWhatRuns(name, schedule, findings);
  }
}

function checkInterval(name: string, schedule: MappingTree, findings: Findings): void {
  const interval = child(schedule, 'interval');
  if (interval === null) {
    // `null` is written by people who mean `@once`.
    if (schedule.entries.has('interval')) return;
    const message = `The schedule \`${name}\` has no \`interval\`, so it never runs by itself.`;
    findings.add('warning', schedule.place, message, 'Give it one, for example `interval: "@daily"`.');
    return;
  }
  const text = interval.kind === 'scalar' ? String(interval.value) : null;
  const problem = text === null ? null : intervalProblem(text, INTERVAL_ALIASES);
  if (problem === null) return;
  findings.add(
    'error',
    interval.place,
    `${problem} (Schedule \`${name}\`.)`,
    'Write five cron fields or an alias such as `@daily`.',
  );
}

function checkWhatRuns(name: string, schedule: MappingTree, findings: Findings): void {
  const has = (key: string): boolean => child(schedule, key) !== null;
  if (has('start_date')) {
    const place = schedule.entries.get('start_date')?.keyPlace ?? schedule.place;
    findings.add('warning', place, `\`start_date\` of schedule \`${name}\` has no effect.`, 'Take it out.');
  }
  if (has('job') || (has('extractor') && has('loader'))) return;
  findings.add('error', schedule.place, `The schedule \`${name}\` names no \`job\`.`, 'Name the job that it starts.');
}
