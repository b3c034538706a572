/** Jobs, tasks and blocks to pipelines: `(extractor (mapping)* loader)*`, everything checked before anything runs. */
import { MeltemiError } from '../model/errors';
import type { JobEntry, PluginKind, ProjectEntries } from './entries';
import { findMappingBlock, mappingNames } from './mappings';
import { showPlace, type Place } from './place';
import type { Pipeline, ResolvedJob } from './project';
import { didYouMean } from './suggest';
import { placeInside, type ScalarTree, type Tree } from './tree';

/** One word of a task or of the command line. */
interface Block {
  readonly name: string;
  /** Null on the command line. */
  readonly place: Place | null;
}

type Role = 'tap' | 'mapping' | 'target';

/** `given`: a job's name, blocks in one text, or a list of either. */
export function resolveJob(entries: ProjectEntries, given: string | readonly string[]): ResolvedJob {
  const words = (typeof given === 'string' ? [given] : given).flatMap((text) =>
    entries.jobs.has(text) ? [text] : splitWords(text),
  );
  const blocks = words.flatMap((word) => expandJob(entries, word));
  const job = words.join(' ');
  if (blocks.length === 0) {
    const reason = words.length === 0 ? 'There is nothing to run.' : `The job \`${job}\` has no tasks.`;
    throw new MeltemiError('ConfigInvalid', reason, 'Name a job, or a tap and a target.');
  }
  return { job, pipelines: pair(blocks, entries) };
}

function splitWords(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Jobs do not nest: a job's name inside a job is an unknown block. */
function expandJob(entries: ProjectEntries, word: string): readonly Block[] {
  const job = entries.jobs.get(word);
  if (job === undefined) return [{ name: word, place: null }];
  const kind = kindOf(entries, word);
  if (kind !== null) {
    const reason = `${showPlace(job.place)}: \`${word}\` is the name of a job and of a plugin (${kind}).`;
    throw new MeltemiError('ConfigInvalid', reason, 'Rename one of them.');
  }
  return blocksOf(job);
}

function blocksOf(job: JobEntry): readonly Block[] {
  return scalarsOf(job.tasks).flatMap((task) =>
    [...String(task.value ?? '').matchAll(/\S+/g)].map((match) => ({
      name: match[0],
      place: placeInside(task, match.index),
    })),
  );
}

function scalarsOf(tree: Tree): readonly ScalarTree[] {
  if (tree.kind === 'list') return tree.items.flatMap(scalarsOf);
  return tree.kind === 'scalar' ? [tree] : [];
}

function kindOf(entries: ProjectEntries, name: string): PluginKind | null {
  for (const [kind, plugins] of entries.plugins) if (plugins.has(name)) return kind;
  return null;
}

function pair(blocks: readonly Block[], entries: ProjectEntries): readonly Pipeline[] {
  const pipelines: Pipeline[] = [];
  let open: Omit<Pipeline, 'target'> | null = null;
  let previous: Block | null = null;
  for (const block of blocks) {
    const role = roleOf(block, entries);
    if (role === 'tap') {
      if (open !== null)
        throw misplaced(block, `is a second tap behind \`${open.tap}\``, 'Put a target between the two.');
      open = { tap: block.name, mappings: [] };
    } else if (open === null) {
      const what = role === 'target' ? 'target' : 'mapping';
      throw misplaced(
        block,
        `is a ${what} without a tap in front of it`,
        `Write the tap before it: \`<tap> ${block.name}\`.`,
      );
    } else if (role === 'mapping') {
      open = { tap: open.tap, mappings: [...open.mappings, block.name] };
    } else {
      pipelines.push({ tap: open.tap, mappings: open.mappings, target: block.name });
      open = null;
    }
    previous = block;
  }
  if (open !== null && previous !== null)
    throw misplaced(previous, 'has no target behind it', `End the blocks with a target: \`${open.tap} <target>\`.`);
  return pipelines;
}

function misplaced(block: Block, what: string, remedy: string): MeltemiError {
  return new MeltemiError('ConfigInvalid', `${where(block)}\`${block.name}\` ${what}.`, remedy);
}

function where(block: Block): string {
  return block.place === null ? '' : `${showPlace(block.place)}: `;
}

function roleOf(block: Block, entries: ProjectEntries): Role {
  const { name } = block;
  const kind = kindOf(entries, name);
  if (kind === 'extractors') return 'tap';
  if (kind === 'loaders') return 'target';
  if (findMappingBlock(entries, name) !== null) return 'mapping';
  const plugin = name.split(':')[0] ?? name;
  const command = kind ?? kindOf(entries, plugin);
  if (command !== null) {
    const reason = `${where(block)}\`${name}\` belongs to ${command}; only taps, mappings and targets run as blocks of a job.`;
    throw new MeltemiError('Unsupported', reason, 'Take it out of the job and run it beside Meltemi.');
  }
  throw unknownBlock(block, entries);
}

function unknownBlock(block: Block, entries: ProjectEntries): MeltemiError {
  const { name, place } = block;
  if (place !== null && entries.jobs.has(name)) {
    return misplaced(block, 'is a job, and jobs do not nest', "Write that job's own blocks instead.");
  }
  const plugins = [...entries.plugins].flatMap(([kind, known]) => (kind === 'mappers' ? [] : [...known.keys()]));
  const known = [...(place === null ? entries.jobs.keys() : []), ...plugins, ...mappingNames(entries)];
  const what = place === null ? 'job, plugin or mapping' : 'plugin or mapping';
  const reason = `${where(block)}There is no ${what} \`${name}\`.${didYouMean(name, known)}`;
  return new MeltemiError('ConfigInvalid', reason, 'Correct the name, or define it.');
}
