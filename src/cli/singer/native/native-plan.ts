/** What a native tap reads as a Singer program: its streams, by the catalog that it is given. */
import { MeltemiError } from '../../../model/errors';
import type { JsonObject, JsonValue } from '../../../model/json';
import { listIn, textIn, textsIn } from '../../../sdk/singer/catalog-values';
import { Selection, selectedSchema } from '../../../sdk/singer/selection';
import { streamIdOf, streamsOf } from '../../../singer/catalog/catalog';
import type { SingerForm } from '../../../taps/singer-form';
import type { Catalog, CatalogStream, SelectedStream } from '../../../taps/tap';
import { isObject } from '../../../project/flatten';
import type { Column, Replication } from '../../../model/stream';

export interface NativeStream {
  readonly name: string;
  /** Of the SCHEMA message. */
  readonly schema: JsonObject;
  readonly keyProperties: readonly string[];
  /** Null: the whole table is read. */
  readonly replicationKey: Column | null;
  readonly selected: SelectedStream;
  readonly isView: boolean;
}

/**
 * `given`: null reads everything. `warn` hears of streams that are not there and of those without a column to read. Throws `Unsupported` for
 * LOG_BASED streams, `ConfigInvalid` for a replication key that is no column.
 */
export function planNative(
  found: Catalog,
  form: SingerForm,
  given: JsonObject | null,
  warn: (message: string) => void,
): readonly NativeStream[] {
  const names = new Set(found.streams.map(({ stream }) => stream.name));
  const entries = new Map(given === null ? [] : streamsOf(given).map((entry) => [streamIdOf(entry), entry]));
  for (const [name, entry] of entries) {
    const isWanted = new Selection(listIn(entry['metadata'])).isSelected([]);
    if (isWanted && !names.has(name)) warn(`The stream \`${name}\` of the catalog is not there; it is left out.`);
  }
  return found.streams.flatMap((stream) => {
    const entry = given === null ? form.entry(stream) : entries.get(stream.stream.name);
    const planned = entry === undefined ? null : planStream(stream, entry, form, given === null);
    if (planned === null) return [];
    if (planned.selected.schema.columns.length > 0) return [planned];
    warn(`No column of the stream \`${planned.name}\` is selected; it is left out.`);
    return [];
  });
}

function planStream(
  { stream }: CatalogStream,
  entry: JsonObject,
  form: SingerForm,
  readsAll: boolean,
): NativeStream | null {
  const selection = new Selection(withRoot(listIn(entry['metadata']), readsAll));
  if (!selection.isSelected([])) return null;
  const about = selection.about([]);
  const whole = isObject(entry['schema'] ?? null) ? (entry['schema'] as JsonObject) : {};
  const properties = isObject(whole['properties'] ?? null) ? (whole['properties'] as JsonObject) : {};
  const columns = stream.schema.columns.filter(({ name }) => name in properties && selection.isSelected([name]));
  const replication = replicationOf(stream.name, entry, about);
  const key = replication.method === 'INCREMENTAL' ? replication.replicationKey : null;
  const keyProperties =
    textsIn(entry['key_properties']) ?? textsIn(about['table-key-properties']) ?? stream.schema.keyProperties;
  return {
    name: stream.name,
    schema: form.life === 'sdk' ? selectedSchema(whole, selection) : withoutDeselected(whole, properties, selection),
    keyProperties,
    replicationKey: key === null ? null : keyColumn(stream.name, stream.schema.columns, key),
    selected: {
      name: stream.name,
      schema: { columns: form.life === 'sdk' ? columns : alphabetical(columns), keyProperties },
      replication,
    },
    isView: entry['is_view'] === true || about['is-view'] === true,
  };
}

/** A tap that is given no catalog reads everything. */
function withRoot(metadata: readonly JsonValue[], readsAll: boolean): readonly JsonValue[] {
  if (!readsAll) return metadata;
  const root = new Selection(metadata).about([]);
  return [...metadata, { breadcrumb: [], metadata: { ...root, selected: true } }];
}

function replicationOf(stream: string, entry: JsonObject, about: JsonObject): Replication {
  const method =
    textIn(entry['replication_method']) ??
    textIn(about['replication-method']) ??
    textIn(about['forced-replication-method']);
  const key = textIn(entry['replication_key']) ?? textIn(about['replication-key']);
  if (method === 'LOG_BASED') throw noLog(stream);
  if (method === 'FULL_TABLE' || (key === null && method === null)) return { method: 'FULL_TABLE', snapshot: false };
  // The rows at the bookmark come again, as every Singer program for databases has it.
  if (key !== null) return { method: 'INCREMENTAL', replicationKey: key, comparison: 'gte' };
  throw new MeltemiError(
    'ConfigInvalid',
    `The stream \`${stream}\` is \`${method ?? ''}\` and has no \`replication-key\`.`,
    'Name one in the metadata of its catalog entry.',
  );
}

function noLog(stream: string): MeltemiError {
  return new MeltemiError(
    'Unsupported',
    `The stream \`${stream}\` is \`LOG_BASED\`, which Meltemi cannot read.`,
    'Use `INCREMENTAL` with a replication key, or `FULL_TABLE`.',
  );
}

function keyColumn(stream: string, columns: readonly Column[], name: string): Column {
  const column = columns.find((each) => each.name === name);
  if (column !== undefined) return column;
  throw new MeltemiError(
    'ConfigInvalid',
    `The replication key \`${name}\` of stream \`${stream}\` is no column of it.`,
    'Correct the replication key in the catalog.',
  );
}

/** The schema with what the tap cannot read, as `{}`; a column that somebody deselected is in it no more than in the records. */
function withoutDeselected(whole: JsonObject, properties: JsonObject, selection: Selection): JsonObject {
  const kept = Object.entries(properties).filter(
    ([name]) => selection.isSelected([name]) || selection.about([name])['inclusion'] === 'unsupported',
  );
  return { ...whole, properties: Object.fromEntries(kept) };
}

function alphabetical(columns: readonly Column[]): readonly Column[] {
  return [...columns].sort((a, b) => (a.name < b.name ? -1 : 1));
}
