/** A short fingerprint of a stream's schema, so that a page and its reader can agree on the columns without carrying them. */
import type { StreamSchema } from './stream';

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

/** 16 hex digits (FNV-1a, 64 bits) over names, types, nullability and keys. Not a security measure: both sides are ours. */
export function schemaHash(schema: StreamSchema): string {
  const text = JSON.stringify([
    schema.columns.map((c) => [c.name, c.schema, c.sqlType ?? null, c.nullable]),
    schema.keyProperties,
  ]);
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) {
    hash = ((hash ^ BigInt(text.charCodeAt(i))) * FNV_PRIME) & MASK;
  }
  return hash.toString(16).padStart(16, '0');
}
