/** Messages and state of a native tap as the pipelinewise taps have them, measured on tap-postgres 1.8.4. */
import type { JsonObject, JsonValue } from '../../../model/json';
import type { Bookmark } from '../../../model/position';
import { isObject } from '../../../project/flatten';
import type { SingerForm } from '../../../taps/singer-form';
import type { NativeLife } from './life';
import type { NativeStream } from './native-plan';
import { bookmarkAt } from './sdk-life';

type Entry = Record<string, JsonValue>;

export class PipelinewiseLife implements NativeLife {
  readonly #state: JsonObject;
  readonly #bookmarks: Record<string, Entry> = {};
  #syncing: string | null = null;

  /** `nowMs`: gives the versions of streams, milliseconds since 1970. */
  constructor(
    state: JsonObject,
    streams: readonly NativeStream[],
    private readonly form: SingerForm,
    private readonly nowMs: () => number,
  ) {
    this.#state = state;
    const stored = isObject(state['bookmarks'] ?? null) ? (state['bookmarks'] as JsonObject) : {};
    for (const [name, entry] of Object.entries(stored)) this.#bookmarks[name] = isObject(entry) ? { ...entry } : {};
    for (const stream of streams) this.#prepare(stream);
  }

  start(): readonly JsonObject[] {
    return [];
  }

  begin(stream: NativeStream): readonly JsonObject[] {
    const { name, schema, keyProperties, replicationKey } = stream;
    const entry = this.#entry(name);
    this.#syncing = name;
    const isFirst = typeof entry['version'] !== 'number';
    // An incremental stream keeps its version; each reading of a full table is one of its own.
    if (isFirst || replicationKey === null) entry['version'] = this.nowMs();
    if (replicationKey !== null) entry['replication_key'] = replicationKey.name;
    return [
      {
        type: 'SCHEMA',
        stream: name,
        schema,
        key_properties: keyProperties,
        bookmark_properties: replicationKey === null ? [] : [replicationKey.name],
      },
      this.#stateMessage(),
      ...(isFirst || replicationKey !== null ? [this.#activation(stream)] : []),
    ];
  }

  bookmark({ name, replicationKey }: NativeStream): Bookmark | null {
    if (replicationKey === null) return null;
    return bookmarkAt(replicationKey.name, this.#entry(name)['replication_key_value']);
  }

  version({ name }: NativeStream): number | null {
    const { version } = this.#entry(name);
    return typeof version === 'number' ? version : null;
  }

  moved({ name, replicationKey }: NativeStream, { value }: Bookmark, isLast: boolean): readonly JsonObject[] {
    if (replicationKey === null) return [];
    this.#entry(name)['replication_key_value'] = this.form.bookmarkValue(value, replicationKey);
    return isLast ? [] : [this.#stateMessage()];
  }

  finish(stream: NativeStream): readonly JsonObject[] {
    const { name, replicationKey, isView } = stream;
    this.#syncing = null;
    if (replicationKey !== null) return [this.#stateMessage()];
    // Where the tap itself would go on after an interruption: nowhere, the table is read.
    if (!isView) this.#entry(name)['xmin'] = null;
    return [this.#activation(stream), this.#stateMessage()];
  }

  /** A stream that is read in another way than before begins anew. */
  #prepare({ name, replicationKey }: NativeStream): void {
    const method = replicationKey === null ? 'FULL_TABLE' : 'INCREMENTAL';
    const entry = this.#entry(name);
    const { last_replication_method: last = null, replication_key: key = null } = entry;
    const isOther =
      (last !== null && last !== method) || (replicationKey !== null && key !== null && key !== replicationKey.name);
    if (isOther) this.#bookmarks[name] = {};
    this.#entry(name)['last_replication_method'] = method;
  }

  #entry(name: string): Entry {
    const entry = this.#bookmarks[name] ?? {};
    this.#bookmarks[name] = entry;
    return entry;
  }

  #activation(stream: NativeStream): JsonObject {
    return { type: 'ACTIVATE_VERSION', stream: stream.name, version: this.version(stream) };
  }

  #stateMessage(): JsonObject {
    const value = { ...this.#state, bookmarks: this.#bookmarks, currently_syncing: this.#syncing };
    return { type: 'STATE', value: structuredClone(value) };
  }
}
