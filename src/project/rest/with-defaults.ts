/** A stream with what `rest:` says for all of them. */
import type { MappingTree, TreeEntry } from '../tree';
import { REST_KEYS, STREAM_KEYS } from './rest-keys';

/** Their names are put together; of all else what the stream says counts alone. */
const MERGED: ReadonlySet<string> = new Set(['headers', 'params', 'incremental']);

export function withDefaults(stream: MappingTree, rest: MappingTree): MappingTree {
  const streamKeys: readonly string[] = STREAM_KEYS;
  const shared = REST_KEYS.filter((key) => streamKeys.includes(key));
  const defaults = shared.flatMap((key) => {
    const entry = rest.entries.get(key);
    return entry === undefined ? [] : [[key, entry] as const];
  });
  const own = [...stream.entries].map(([key, entry]) => [key, merged(key, rest.entries.get(key), entry)] as const);
  return { ...stream, entries: new Map([...defaults, ...own]) };
}

function merged(key: string, below: TreeEntry | undefined, above: TreeEntry): TreeEntry {
  if (!MERGED.has(key) || below?.value.kind !== 'mapping' || above.value.kind !== 'mapping') return above;
  return { ...above, value: { ...above.value, entries: new Map([...below.value.entries, ...above.value.entries]) } };
}
