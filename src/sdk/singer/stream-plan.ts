/** How the streams of a tap are read in one run: by the tap itself, and by what a catalog says. */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { isObject, propertiesOf } from '../json-schema';
import type { Stream } from '../stream';
import type { Tap } from '../tap';
import { listIn, textIn, textsIn } from './catalog-values';
import { recordShape } from './record-shape';
import { Selection, selectedSchema } from './selection';

export interface StreamPlan {
  readonly stream: Stream;
  readonly name: string;
  readonly isSelected: boolean;
  /** Of what is selected. */
  readonly schema: JsonObject;
  readonly keyProperties: readonly string[];
  readonly replicationKey: string | null;
  readonly method: 'FULL_TABLE' | 'INCREMENTAL';
  /** A record as it is written; the given one stays as it is. */
  readonly shape: (record: JsonObject) => JsonObject;
  readonly children: readonly StreamPlan[];
}

/**
 * The streams that no other one drives, by name, each with its children. `catalog`: null selects everything. `warn` hears of properties
 * of records that no schema names. Throws `ConfigInvalid`.
 */
export function planStreams(
  tap: Tap,
  catalog: JsonObject | null,
  warn: (message: string) => void,
): readonly StreamPlan[] {
  const found = [...tap.discoverStreams()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const streams = withParents(found);
  const isFound = new Set(found);
  const plan = (stream: Stream): StreamPlan => {
    const children = streams.filter((child) => child.parentStream === stream.constructor).map(plan);
    return planStream(stream, isFound.has(stream) ? entryOf(catalog, stream.name) : null, children, warn);
  };
  return streams.filter((stream) => stream.parentStream === null).map(plan);
}

export function isWanted(plan: StreamPlan): boolean {
  return plan.isSelected || plan.children.some(isWanted);
}

/** A parent that the tap does not offer itself is read for its children. */
function withParents(streams: readonly Stream[]): readonly Stream[] {
  const all = [...streams];
  for (const { parentStream, tap } of all) {
    if (parentStream !== null && !all.some((other) => other.constructor === parentStream))
      all.push(new parentStream(tap));
  }
  return all;
}

/** What a catalog says of a stream; `everything`: there is none; null: the stream is not in it. */
function entryOf(catalog: JsonObject | null, name: string): JsonObject | 'everything' | null {
  if (catalog === null) return 'everything';
  const { streams } = catalog;
  const entries = (Array.isArray(streams) ? (streams as readonly JsonValue[]) : []).filter(isObject);
  return entries.find((entry) => entry['tap_stream_id'] === name || entry['stream'] === name) ?? null;
}

function planStream(
  stream: Stream,
  given: JsonObject | 'everything' | null,
  children: readonly StreamPlan[],
  warn: (message: string) => void,
): StreamPlan {
  const { name } = stream;
  const entry = given === 'everything' || given === null ? {} : given;
  const selection = new Selection(listIn(entry['metadata']));
  const about = selection.about([]);
  const whole = isObject(entry['schema']) ? entry['schema'] : stream.schema;
  const schema = selectedSchema(whole, selection);
  // All parents are read when a child asks for it, and what of them is new is no question then.
  const readsAll = children.some(asksForAll);
  const replicationKey = readsAll
    ? null
    : (textIn(entry['replication_key']) ?? textIn(about['replication-key']) ?? stream.replicationKey);
  if (replicationKey !== null && propertiesOf(whole)?.[replicationKey] === undefined)
    throw noSuchKey(name, replicationKey);
  const forced =
    textIn(entry['replication_method']) ?? textIn(about['forced-replication-method']) ?? stream.forcedReplicationMethod;
  return {
    stream,
    name,
    isSelected: given !== null && selection.isSelected([]),
    schema,
    keyProperties: textsIn(entry['key_properties']) ?? textsIn(about['table-key-properties']) ?? stream.primaryKeys,
    replicationKey,
    method: replicationKey === null || forced === 'FULL_TABLE' ? 'FULL_TABLE' : 'INCREMENTAL',
    shape: recordShape(schema, whole, (property) => {
      warn(
        `Records of stream \`${name}\` have a property \`${property}\` that its schema does not name; it is left out.`,
      );
    }),
    children,
  };
}

function asksForAll(plan: StreamPlan): boolean {
  return (plan.isSelected && plan.stream.ignoreParentReplicationKey) || plan.children.some(asksForAll);
}

function noSuchKey(stream: string, key: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The replication key \`${key}\` of stream \`${stream}\` is not in its schema.`,
    'Add the property to the schema, or correct the replication key of the stream or of its catalog entry.',
  );
}
