/** The records that both mappers map, and the sample map: alias, filter, md5 of two columns, one added timestamp, one removed column. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { JsonObject } from '../../../src/model/json';
import type { StreamSchema } from '../../../src/model/stream';
import { escapeField, NULL_FIELD } from '../../../src/pages/encoding/text';

export const STREAM = 'public-orders';

export const SAMPLE_MAP: JsonObject = {
  stream_maps: {
    [STREAM]: {
      __alias__: 'clean_orders',
      __filter__: "status != 'cancelled'",
      email_hash: 'md5(email)',
      note_hash: 'md5(note) if note else None',
      loaded_at: 'datetime.datetime.now(datetime.timezone.utc)',
      email: null,
    },
  },
};

const PROPERTIES: Readonly<Record<string, JsonObject>> = {
  id: { type: 'integer' },
  customer_id: { type: ['integer', 'null'] },
  status: { type: ['string', 'null'] },
  email: { type: ['string', 'null'] },
  amount: { type: ['number', 'null'] },
  quantity: { type: ['integer', 'null'] },
  note: { type: ['string', 'null'] },
  payload: { type: ['object', 'null'] },
  created_at: { type: ['string', 'null'], format: 'date-time' },
  updated_at: { type: ['string', 'null'], format: 'date-time' },
};

export const SCHEMA: StreamSchema = {
  columns: Object.entries(PROPERTIES).map(([name, schema]) => ({ name, schema, nullable: name !== 'id' })),
  keyProperties: ['id'],
};

const STATUSES = ['paid', 'open', 'shipped', 'cancelled'] as const;

/** Values by column, as JSON; every third note is null, every other has letters beyond ASCII. */
function recordAt(id: number): readonly (JsonObject | string | number | null)[] {
  const note = id % 3 === 0 ? null : `note ${id % 2 === 0 ? 'é ' : ''}number ${id} with some words in it`;
  const second = String(id % 60).padStart(2, '0');
  return [
    id,
    (id * 7) % 10_007,
    STATUSES[(id * 31) % 4] ?? 'open',
    `user${id % 5000}@example.com`,
    ((id * 7919) % 10_000_000) / 100,
    id % 9,
    note,
    { a: id, b: ['x', 'y'], c: { d: true } },
    `2024-01-01T00:00:${second}.123456+00:00`,
    `2024-02-01T00:00:${second}+00:00`,
  ];
}

/** Writes a SCHEMA and `rows` RECORD messages, as Python's `json.dumps` would. */
export function writeMessages(file: string, rows: number): void {
  const schema = { type: 'object', properties: PROPERTIES };
  const head = JSON.stringify({ type: 'SCHEMA', stream: STREAM, schema, key_properties: ['id'] });
  const names = Object.keys(PROPERTIES);
  writeLines(file, rows, `${head}\n`, (values) => {
    const record = Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
    return JSON.stringify({ type: 'RECORD', stream: STREAM, record, time_extracted: '2024-03-01T00:00:00+00:00' });
  });
}

/** Writes the same records as lines of a page. */
export function writePageLines(file: string, rows: number): void {
  writeLines(file, rows, '', (values) =>
    values
      .map((value) => {
        if (value === null) return NULL_FIELD;
        return typeof value === 'string' ? escapeField(value) : JSON.stringify(value);
      })
      .join('\t'),
  );
}

/** Lines written at a time. */
const LINES = 10_000;

function writeLines(
  file: string,
  rows: number,
  head: string,
  line: (values: readonly (JsonObject | string | number | null)[]) => string,
): void {
  const output = openSync(file, 'w');
  writeSync(output, head);
  for (let first = 0; first < rows; first += LINES) {
    const count = Math.min(LINES, rows - first);
    writeSync(output, Array.from({ length: count }, (_, i) => `${line(recordAt(first + i))}\n`).join(''));
  }
  closeSync(output);
}
