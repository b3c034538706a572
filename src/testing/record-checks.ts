/** Checks of the records of a stream that have been read. Each returns what is wrong, as a sentence with what to do; null: nothing. */
import { compareValues } from '../sdk/singer/value-order';
import type { JsonObject, JsonValue } from '../model/json';
import { keptNumber } from '../model/lossless-json';
import type { SdkRecord, Stream } from '../sdk';
import { propertiesOf } from '../sdk/json-schema';
import { kindOf } from './property-checks';
import { recordJudge } from '../systems/json-schema/schema-validation';
import type { SampledRecord } from './stream-sample';

/** Properties named in a message. */
const MAX_NAMES = 10;

export function unmetProperties({ schema }: Stream, records: readonly SdkRecord[]): string | null {
  const met = new Set(records.flatMap((record) => Object.keys(record)));
  const unmet = Object.keys(propertiesOf(schema) ?? {}).filter((name) => !met.has(name));
  return unmet.length === 0
    ? null
    : `no record has ${names(unmet)}. Look at the spelling in the schema; a property that is rare is no mistake.`;
}

export function unknownProperties({ schema }: Stream, records: readonly SdkRecord[]): string | null {
  const properties = propertiesOf(schema);
  if (properties === null) return null;
  const unknown = [...new Set(records.flatMap((record) => Object.keys(record)))].filter(
    (name) => !Object.hasOwn(properties, name),
  );
  return unknown.length === 0
    ? null
    : `records have ${names(unknown)}, which the schema does not name: left out. Add what is wanted to the schema.`;
}

export function mismatchedRecords({ schema }: Stream, records: readonly SdkRecord[]): string | null {
  const judge = recordJudge(schema);
  const problems = records.flatMap((record) => judge(record) ?? []);
  const [first] = problems;
  if (first === undefined) return null;
  return `${problems.length} of ${records.length} records are not what the schema says: ${first}. Correct the schema, or the records in \`postProcess\`.`;
}

export function badPrimaryKeys({ primaryKeys }: Stream, records: readonly SdkRecord[]): string | null {
  const seen = new Set<string>();
  let doubles = 0;
  for (const record of records) {
    const missing = primaryKeys.find((key) => (record[key] ?? null) === null);
    if (missing !== undefined)
      return `a record has no \`${missing}\`. Correct \`primaryKeys\`, or set it in \`postProcess\`.`;
    const key = JSON.stringify(primaryKeys.map((name) => record[name]));
    if (seen.has(key)) doubles++;
    seen.add(key);
  }
  if (doubles === 0) return null;
  return `${doubles} of ${records.length} records have the key (${primaryKeys.join(', ')}) of another. Look at \`primaryKeys\` (a child's often begin with its parent's), and at the pagination.`;
}

export function badReplicationKeys(key: string, records: readonly SdkRecord[]): string | null {
  const wrong = records.map((record) => record[key] ?? null).filter((value) => value !== null && !isBookmark(value));
  if (wrong.length > 0)
    return `\`${key}\` has values that can be no bookmark: ${[...new Set(wrong.map(kindOf))].join(' and ')}. Choose a text or a number.`;
  return records.some((record) => (record[key] ?? null) !== null)
    ? null
    : `no record has \`${key}\`. Correct \`replicationKey\`; without a value nothing is ever new.`;
}

/** Warned of: such records are read in every run. */
export function emptyReplicationKeys(key: string, records: readonly SdkRecord[]): string | null {
  const without = records.filter((record) => (record[key] ?? null) === null).length;
  return without === 0
    ? null
    : `${without} of ${records.length} records have no \`${key}\`: they are read in every run.`;
}

/** Throws `RecordInvalid` for values of different kinds. */
export function unsortedRecords(stream: Stream, key: string, records: readonly SampledRecord[]): string | null {
  let before: SampledRecord | null = null;
  for (const now of records) {
    const value = now.record[key] ?? null;
    if (value === null) continue;
    if (
      before !== null &&
      before.context === now.context &&
      compareValues(before.record[key] ?? null, value, stream.name) > 0
    )
      return `a record's \`${key}\` is smaller than the one before, and \`isSorted\` is true. Ask the API for the order of \`${key}\`, or set \`isSorted\` to false.`;
    before = now;
  }
  return null;
}

/** The furthest of the records; null: none can be a bookmark. Throws as `unsortedRecords`. */
export function furthestBookmark(stream: Stream, key: string, records: readonly SdkRecord[]): JsonValue {
  const values = records.map((record) => record[key] ?? null).filter(isBookmark);
  return values.reduce<JsonValue>(
    (far, value) => (far === null || compareValues(value, far, stream.name) > 0 ? value : far),
    null,
  );
}

/** The same page, read twice: by primary key, or whole where there is none. */
export function differentPages(
  { primaryKeys }: Stream,
  first: readonly SdkRecord[],
  again: readonly SdkRecord[],
): string | null {
  const keyOf = (record: JsonObject): string =>
    JSON.stringify(
      primaryKeys.length > 0 && primaryKeys.every((key) => key in record)
        ? primaryKeys.map((key) => record[key])
        : record,
    );
  const [left, right] = [first.map(keyOf), new Set(again.map(keyOf))];
  const lost = left.filter((key) => !right.has(key)).length;
  return lost === 0
    ? null
    : `${lost} of ${first.length} records of the second page were not there when it was asked for again by its token. A request may depend on its context and token only, not on what the stream remembers.`;
}

function isBookmark(value: JsonValue): boolean {
  return typeof value === 'string' || typeof value === 'number' || keptNumber(value) !== null;
}

function names(properties: readonly string[]): string {
  const shown = properties.slice(0, MAX_NAMES).map((name) => `\`${name}\``);
  return [...shown, ...(properties.length > MAX_NAMES ? [`${properties.length - MAX_NAMES} more`] : [])].join(', ');
}
