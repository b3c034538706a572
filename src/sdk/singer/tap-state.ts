/** The state of a whole tap: entries of streams and of their partitions, found and made. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { jsonText } from '../../model/lossless-json';
import type { Context } from '../context';
import { isObject } from '../json-schema';
import { dropMarkers, type Entry } from './bookmark';

interface StreamState {
  readonly entry: Entry;
  /** By their contexts, whatever the order of their keys. */
  readonly partitions: Map<string, { readonly context: Context; readonly entry: Entry }>;
}

export class TapState {
  readonly #streams = new Map<string, StreamState>();

  /**
   * `state`: as `parseJson` reads it. Bookmarks of streams that the tap does not have are carried along; of the rest of a state the
   * Singer SDK keeps nothing, and neither does this. Throws `ConfigInvalid` for what is no state.
   */
  constructor(state: JsonObject) {
    const { bookmarks = {} } = state;
    if (!isObject(bookmarks)) throw invalid('`bookmarks` is no object');
    for (const [name, stored] of Object.entries(bookmarks)) {
      if (!isObject(stored)) throw invalid(`the bookmark of \`${name}\` is no object`);
      if (Object.keys(stored).length > 0) this.#take(name, stored);
    }
  }

  /** The entry of a stream or of its partition; made when there is none. */
  entry(stream: string, partition: Context | null): Entry {
    const state = this.#stream(stream);
    if (partition === null || Object.keys(partition).length === 0) return state.entry;
    const key = keyOf(partition);
    const found = state.partitions.get(key);
    if (found !== undefined) return found.entry;
    const context = { ...partition };
    const entry: Entry = { context };
    state.partitions.set(key, { context, entry });
    return entry;
  }

  /** The contexts of the partitions of a stream, in the order in which they came. */
  contexts(stream: string): readonly Context[] {
    return [...(this.#streams.get(stream)?.partitions.values() ?? [])].map(({ context }) => context);
  }

  /** The start of a run. */
  dropMarkers(): void {
    for (const { entry, partitions } of this.#streams.values()) {
      dropMarkers(entry);
      for (const partition of partitions.values()) dropMarkers(partition.entry);
    }
  }

  get isEmpty(): boolean {
    return this.#streams.size === 0;
  }

  /** The state as it stands now, as JSON. */
  text(): string {
    const bookmarks: Record<string, JsonValue> = {};
    for (const [name, { entry, partitions }] of this.#streams) {
      const list = [...partitions.values()].map((partition) => partition.entry);
      bookmarks[name] = list.length === 0 ? entry : { ...entry, partitions: list };
    }
    return jsonText({ bookmarks });
  }

  #stream(name: string): StreamState {
    const state = this.#streams.get(name) ?? { entry: {}, partitions: new Map() };
    this.#streams.set(name, state);
    return state;
  }

  #take(name: string, { partitions = [], ...entry }: JsonObject): void {
    const state = this.#stream(name);
    Object.assign(state.entry, entry);
    if (!Array.isArray(partitions)) throw invalid(`\`partitions\` of \`${name}\` is no list`);
    for (const stored of partitions as readonly JsonValue[]) {
      const context = isObject(stored) ? stored['context'] : undefined;
      if (!isObject(stored) || !isObject(context)) throw invalid(`a partition of \`${name}\` has no \`context\``);
      const key = keyOf(context);
      if (state.partitions.has(key)) throw invalid(`\`${name}\` has two partitions of one context`);
      state.partitions.set(key, { context, entry: { ...stored } });
    }
  }
}

/** Throws nothing: two contexts are the same when their JSON is, but for the order of keys. */
function keyOf(context: JsonValue): string {
  return JSON.stringify(ordered(context));
}

function ordered(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => ordered(item as JsonValue));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, ordered(item)]),
  );
}

function invalid(what: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The state cannot be used: ${what}.`,
    'Give the last STATE that the tap has printed, as it was.',
  );
}
