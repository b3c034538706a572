/** The grammar of a job: `(extractor (mapping)* loader | plugin:command)*`, everything checked before anything runs. */
import { MeltemiError } from '../model/errors';
import type { PluginKind, ProjectEntries } from './entries';
import { findMappingBlock, mappingNames } from './mappings';
import { showPlace, type Place } from './place';
import type { CommandBlock, JobBlock, PipelineBlock } from './project';
import { didYouMean } from '../model/suggest';

/** One word of a task or of the command line. */
export interface Word {
  readonly name: string;
  /** Null on the command line. */
  readonly place: Place | null;
}

/** What a word stands for: `plugin` is the mapper of a mapping, and the word itself for taps and targets. */
type Part =
  | { readonly role: 'tap' | 'mapping' | 'target'; readonly plugin: string }
  | ({ readonly role: 'command' } & CommandBlock);

/** A pipeline whose target has not come yet. */
interface Open {
  readonly tap: string;
  readonly mappings: readonly string[];
  readonly plugins: readonly string[];
}

export function pairBlocks(words: readonly Word[], entries: ProjectEntries): readonly JobBlock[] {
  // All names first: a misspelt one explains a wrong order better than the order does.
  const parts = words.map((word) => ({ word, part: partOf(word, entries) }));
  const blocks: JobBlock[] = [];
  let open: Open | null = null;
  for (const { word, part } of parts) {
    if (part.role === 'command') {
      if (open !== null)
        throw misplaced(word, `stands between \`${open.tap}\` and its target`, 'Put it behind the target.');
      blocks.push({ kind: 'command', plugin: part.plugin, pluginKind: part.pluginKind, command: part.command });
    } else if (part.role === 'target') {
      blocks.push(closed(open, word));
      open = null;
    } else {
      open = part.role === 'tap' ? opened(open, word) : mapped(open, word, part.plugin);
    }
  }
  const last = words.at(-1);
  if (open !== null && last !== undefined)
    throw misplaced(last, 'has no target behind it', `End the blocks with a target: \`${open.tap} <target>\`.`);
  return blocks;
}

function opened(open: Open | null, word: Word): Open {
  if (open === null) return { tap: word.name, mappings: [], plugins: [word.name] };
  throw misplaced(word, `is a second tap behind \`${open.tap}\``, 'Put a target between the two.');
}

function mapped(open: Open | null, word: Word, mapper: string): Open {
  if (open === null) throw withoutTap(word, 'mapping');
  return { tap: open.tap, mappings: [...open.mappings, word.name], plugins: [...open.plugins, mapper] };
}

function closed(open: Open | null, word: Word): PipelineBlock {
  if (open === null) throw withoutTap(word, 'target');
  const { tap, mappings, plugins } = open;
  return { kind: 'pipeline', pipeline: { tap, mappings, target: word.name }, plugins: [...plugins, word.name] };
}

function withoutTap(word: Word, what: string): MeltemiError {
  return misplaced(
    word,
    `is a ${what} without a tap in front of it`,
    `Write the tap before it: \`<tap> ${word.name}\`.`,
  );
}

function misplaced(word: Word, what: string, remedy: string): MeltemiError {
  return new MeltemiError('ConfigInvalid', `${where(word)}\`${word.name}\` ${what}.`, remedy);
}

function where(word: Word): string {
  return word.place === null ? '' : `${showPlace(word.place)}: `;
}

function partOf(word: Word, entries: ProjectEntries): Part {
  const { name } = word;
  const kind = kindOf(entries, name);
  if (kind === 'extractors') return { role: 'tap', plugin: name };
  if (kind === 'loaders') return { role: 'target', plugin: name };
  const mapping = findMappingBlock(entries, name);
  if (mapping !== null) return { role: 'mapping', plugin: mapping.mapper.name };
  if (kind !== null) return { role: 'command', kind: 'command', plugin: name, pluginKind: kind, command: null };
  const [plugin = name, command = null] = splitCommand(name);
  const ofCommand = command === null ? null : kindOf(entries, plugin);
  if (ofCommand === null) throw unknownBlock(word, entries);
  if (ofCommand === 'extractors' || ofCommand === 'loaders' || ofCommand === 'mappers') {
    throw misplaced(
      word,
      `is a command of a plugin of the ${ofCommand}, which runs its streams in a job`,
      `Run the command by itself: \`meltemi invoke ${name}\`.`,
    );
  }
  return { role: 'command', kind: 'command', plugin, pluginKind: ofCommand, command };
}

function splitCommand(name: string): readonly string[] {
  const colon = name.indexOf(':');
  return colon === -1 ? [name] : [name.slice(0, colon), name.slice(colon + 1)];
}

/** Under which kind a plugin of this name is known. */
export function kindOf(entries: ProjectEntries, name: string): PluginKind | null {
  for (const [kind, plugins] of entries.plugins) if (plugins.has(name)) return kind;
  return null;
}

function unknownBlock(word: Word, entries: ProjectEntries): MeltemiError {
  const { name, place } = word;
  if (place !== null && entries.jobs.has(name)) {
    return misplaced(word, 'is a job, and jobs do not nest', "Write that job's own blocks instead.");
  }
  const plugins = [...entries.plugins].flatMap(([kind, known]) => (kind === 'mappers' ? [] : [...known.keys()]));
  const known = [...(place === null ? entries.jobs.keys() : []), ...plugins, ...mappingNames(entries)];
  const what = place === null ? 'job, plugin or mapping' : 'plugin or mapping';
  const reason = `${where(word)}There is no ${what} \`${name}\`.${didYouMean(name, known)}`;
  return new MeltemiError('ConfigInvalid', reason, 'Correct the name, or define it.');
}
