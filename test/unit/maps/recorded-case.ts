/**
 * One recorded case of the real mapper, run here: its records become page lines, the map runs over them, and what comes out
 * is read back through the outgoing schema.
 *
 * A page has one type per column, so a value of another type than its column's schema stands there as JSON text: expected
 * values are brought into that form. An error counts as the same when both sides fail, here at the latest where the real one does.
 */
import { compileStreamMaps, type CompiledMap } from '../../../src/maps/compile-stream-map';
import { MeltemiError } from '../../../src/model/errors';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import type { Column, StreamSchema } from '../../../src/model/stream';
import { columnKind } from '../../../src/pages/encoding/column-kind';
import { escapeField, unescapeField } from '../../../src/pages/encoding/text';
import { mapStep } from './shop';

interface Message {
  readonly type: string;
  readonly stream: string;
  readonly schema?: { readonly properties?: Readonly<Record<string, JsonObject>> };
  readonly key_properties?: readonly string[] | null;
  readonly record?: Readonly<Record<string, JsonValue>>;
}

export interface RecordedCase {
  readonly id: string;
  readonly config: JsonObject;
  readonly input: readonly Message[];
  readonly expect: { readonly messages: readonly Message[]; readonly error?: { readonly stage: string } };
}

interface Outcome {
  readonly records: readonly { readonly stream: string; readonly record: unknown }[];
  readonly schemas: readonly {
    readonly stream: string;
    readonly properties: unknown;
    readonly keys: readonly string[];
  }[];
  readonly failed: boolean;
}

const CLOCK_MICROS = 1_700_000_000_123_456;

export function runCase(recorded: RecordedCase): { readonly actual: Outcome; readonly expected: Outcome } {
  const maps = new Map<string, { readonly source: StreamSchema; readonly map: CompiledMap }>();
  const actual = {
    records: [] as Outcome['records'][number][],
    schemas: [] as Outcome['schemas'][number][],
    failed: false,
  };
  try {
    for (const message of recorded.input) {
      if (message.type === 'SCHEMA') actual.schemas.push(...takeSchema(recorded, message, maps));
      if (message.type === 'RECORD') actual.records.push(...takeRecord(message, maps));
    }
  } catch (error) {
    if (!(error instanceof MeltemiError) && !(error instanceof UnknownStream)) throw error;
    actual.failed = true;
  }
  return { actual: withoutVolatile(actual, recorded), expected: expectedOutcome(recorded, maps, actual) };
}

class UnknownStream extends Error {}

function takeSchema(
  recorded: RecordedCase,
  message: Message,
  maps: Map<string, { source: StreamSchema; map: CompiledMap }>,
) {
  const source = schemaOf(message);
  const map = compileStreamMaps(
    // The real mapper has no extensions: that a name is missing is part of the recordings.
    [mapStep({ ...recorded.config, stream_map_strict: true })],
    { name: message.stream, schema: source },
    { now: () => CLOCK_MICROS },
  );
  maps.set(message.stream, { source, map });
  return map.outputs.map((output) => ({
    stream: output.name,
    properties: Object.fromEntries(output.columns.map((column) => [column.name, column.schema])),
    keys: output.keyProperties,
  }));
}

function takeRecord(message: Message, maps: ReadonlyMap<string, { source: StreamSchema; map: CompiledMap }>) {
  const known = maps.get(message.stream);
  if (!known) throw new UnknownStream(message.stream);
  const line = `${known.source.columns.map((column) => fieldOf(column, message.record?.[column.name] ?? null)).join('\t')}\n`;
  return known.map.outputs.flatMap((output) =>
    output
      .mapRows(Buffer.from(line), 1)
      .bytes.toString('utf8')
      .split('\n')
      .slice(0, -1)
      .map((mapped) => ({ stream: output.name, record: readLine(mapped, output.columns) })),
  );
}

function schemaOf(message: Message): StreamSchema {
  const properties = message.schema?.properties ?? {};
  // A page knows no column that the schema does not have.
  const columns = Object.entries(properties).map(([name, schema]) => ({ name, schema, nullable: true }));
  return { columns, keyProperties: message.key_properties ?? [] };
}

function fieldOf(column: Column, value: JsonValue): string {
  return value === null ? '\\N' : escapeField(pageText(column, value));
}

function pageText(column: Column, value: JsonValue): string {
  if (columnKind(column).kind === 'json') return JSON.stringify(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function readLine(line: string, columns: readonly Column[]): Record<string, string | null> {
  const fields = line.split('\t');
  return Object.fromEntries(columns.map((column, i) => [column.name, readField(column, fields[i] ?? '')]));
}

function readField(column: Column, field: string): string | null {
  if (field === '\\N') return null;
  const text = unescapeField(field);
  const { kind } = columnKind(column);
  if (kind === 'json') return JSON.stringify(JSON.parse(text));
  return kind === 'number' || kind === 'integer' || kind === 'float' ? String(Number(text)) : text;
}

/** The recorded messages in the form of `Outcome`, read through the schemas of this side. */
function expectedOutcome(
  recorded: RecordedCase,
  maps: ReadonlyMap<string, { map: CompiledMap }>,
  actual: Outcome,
): Outcome {
  const outputs = new Map(
    [...maps.values()].flatMap(({ map }) => map.outputs.map((output) => [output.name, output] as const)),
  );
  const failed = recorded.expect.error !== undefined;
  const { messages } = recorded.expect;
  const records = messages
    .filter((message) => message.type === 'RECORD')
    .map((message) => ({
      stream: message.stream,
      record: expectedRecord(message, outputs.get(message.stream)?.columns ?? []),
    }));
  const schemas = messages
    .filter((message) => message.type === 'SCHEMA' && !(message.key_properties === null))
    .filter((message) => outputs.has(message.stream) || !maps.has(message.stream))
    .map((message) => ({
      stream: message.stream,
      properties: message.schema?.properties ?? {},
      keys: message.key_properties ?? [],
    }));
  // A map that cannot work fails here before its first message.
  const early = failed && actual.failed && actual.schemas.length < schemas.length;
  return { records: early ? [] : records, schemas: early ? actual.schemas : schemas, failed };
}

function expectedRecord(message: Message, columns: readonly Column[]): Record<string, string | null> {
  return Object.fromEntries(
    columns.map((column) => {
      const value = message.record?.[column.name] ?? null;
      if (value === null) return [column.name, null];
      if (isVolatile(value)) return [column.name, VOLATILE];
      return [column.name, readField(column, escapeField(pageText(column, value)))];
    }),
  );
}

const VOLATILE = 'differs per run';

function isVolatile(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && '$volatile' in value;
}

/** Blanks out what the recording says differs per run, after looking at its form. */
function withoutVolatile(actual: Outcome, recorded: RecordedCase): Outcome {
  const expected = recorded.expect.messages.filter((message) => message.type === 'RECORD');
  const records = actual.records.map(({ stream, record }, i) => ({
    stream,
    record: Object.fromEntries(
      Object.entries(record as Record<string, string | null>).map(([name, value]) => {
        const other = expected[i]?.record?.[name] ?? null;
        if (isVolatile(other)) return [name, fitsVolatile(other, value) ? VOLATILE : value];
        // The digits of a number (`2469.0`) are lost in the recording as this test reads it.
        return [name, typeof other === 'number' && value !== null ? String(Number(value)) : value];
      }),
    ),
  }));
  return { ...actual, records };
}

const FORMS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?([+-]\d\d:\d\d)?$/,
  date: /^\d{4}-\d\d-\d\d$/,
  year: /^\d{4}$/,
  integer: /^-?\d+$/,
  string: /^/,
};

function fitsVolatile(marker: JsonValue, value: string | null): boolean {
  const { $volatile: kind } = marker as { readonly $volatile: string };
  return value !== null && (FORMS[kind]?.test(value) ?? false);
}
