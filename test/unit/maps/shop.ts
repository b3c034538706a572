/** A small stream with a column of every common kind, and lines of it, for tests of maps. */
import { compileStreamMaps, type CompiledMap } from '../../../src/maps/compile-stream-map';
import type { MapStep } from '../../../src/maps/map-chain';
import type { MapFaults } from '../../../src/model/map-faults';
import { mapChunks } from '../../../src/maps/page-mapper';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import type { Column } from '../../../src/model/stream';
import { CLOCK_MICROS } from './evaluate';

function column(name: string, sqlType: string, type: string, more: JsonObject = {}, nullable = true): Column {
  return { name, sqlType, schema: { type: nullable ? [type, 'null'] : type, ...more }, nullable };
}

export const SHOP = {
  name: 'public-orders',
  schema: {
    columns: [
      column('id', 'bigint', 'integer', {}, false),
      column('note', 'text', 'string'),
      column('amount', 'numeric(12,2)', 'number'),
      column('paid', 'boolean', 'boolean'),
      column('updated_at', 'timestamp with time zone', 'string', { format: 'date-time' }),
      column('attrs', 'jsonb', 'object'),
      column('tags', 'text[]', 'array'),
      column('coupon', 'text', 'string'),
    ],
    keyProperties: ['id'],
  },
};

export const LINES = [
  '1\tline one\\nline two\t-920.81\tf\t2024-01-01 00:00:01.5+00\t{"sku": "S1", "n": 1.50}\t{a,"b c"}\t\\N',
  '2\tcaffè 😀\t5.00\tt\t2024-01-01 00:00:02+00\t{"sku": "S2"}\t{}\tC2',
  '3\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\tback\\\\slash',
];

/** The settings of a mapping called `shop`. */
export function mapStep(config: JsonObject): MapStep {
  return { owner: 'mapping `shop`', config };
}

/** `map`: the entry of the stream in `stream_maps`. */
export function compileShop(map: JsonValue, settings: JsonObject = {}): CompiledMap {
  return compileStreamMaps([mapStep({ stream_maps: { [SHOP.name]: map }, ...settings })], SHOP, {
    now: () => CLOCK_MICROS,
  });
}

/** The lines of the first output. */
export function mapShop(map: JsonValue, settings: JsonObject = {}, lines: readonly string[] = LINES): string[] {
  return mapLines(compileShop(map, settings), lines).lines;
}

/** The lines of the first output, and what the policy did to the others. */
export function mapLines(map: CompiledMap, lines: readonly string[]): { lines: string[]; faults: MapFaults | null } {
  const mapped = map.outputs[0]?.mapRows(Buffer.from(lines.map((line) => `${line}\n`).join('')), 1);
  return { lines: (mapped?.bytes.toString('utf8') ?? '').split('\n').slice(0, -1), faults: mapped?.faults ?? null };
}

/** Cuts `text` into chunks of `size` bytes and maps them. */
export async function mapInChunks(
  map: CompiledMap,
  text: string,
  size: number,
): Promise<{ text: string; rows: number }[]> {
  const bytes = Buffer.from(text);
  const results = map.outputs.map(() => ({ text: '', rows: 0 }));
  const parts = map.outputs.map((): Buffer[] => []);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  for await (const { output, chunk, rows } of mapChunks(chunks(), map)) {
    parts[output]?.push(Buffer.from(chunk));
    const result = results[output];
    if (result) result.rows += rows;
  }
  return results.map((result, i) => ({ ...result, text: Buffer.concat(parts[i] ?? []).toString('utf8') }));
}
