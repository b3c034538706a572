/** Jobs, tasks and the blocks of a command line to what they run, in order. */
import { MeltemiError } from '../model/errors';
import type { JobEntry, ProjectEntries } from './entries';
import { kindOf, pairBlocks, type Word } from './pair-blocks';
import { showPlace } from './place';
import type { ResolvedJob } from './project';
import { placeInside, type ScalarTree, type Tree } from './tree';

/** `given`: a job's name, blocks in one text, or a list of either. */
export function resolveJob(entries: ProjectEntries, given: string | readonly string[]): ResolvedJob {
  const names = (typeof given === 'string' ? [given] : given).flatMap((text) =>
    entries.jobs.has(text) ? [text] : splitWords(text),
  );
  const words = names.flatMap((name) => expandJob(entries, name));
  const job = names.join(' ');
  if (words.length === 0) {
    const reason = names.length === 0 ? 'There is nothing to run.' : `The job \`${job}\` has no tasks.`;
    throw new MeltemiError('ConfigInvalid', reason, 'Name a job, or a tap and a target.');
  }
  return { job, blocks: pairBlocks(words, entries) };
}

function splitWords(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Jobs do not nest: a job's name inside a job is an unknown block. */
function expandJob(entries: ProjectEntries, name: string): readonly Word[] {
  const job = entries.jobs.get(name);
  if (job === undefined) return [{ name, place: null }];
  const kind = kindOf(entries, name);
  if (kind !== null) {
    const reason = `${showPlace(job.place)}: \`${name}\` is the name of a job and of a plugin (${kind}).`;
    throw new MeltemiError('ConfigInvalid', reason, 'Rename one of them.');
  }
  return wordsOf(job);
}

/** Meltano refuses two spaces between words; here they are one. */
function wordsOf(job: JobEntry): readonly Word[] {
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
