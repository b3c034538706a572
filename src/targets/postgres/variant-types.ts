/** The types that the two Singer targets give to columns, by JSON Schema. */
import type { JsonObject } from '../../model/json';
import type { ColumnKind } from '../../pages/encoding/column-kind';
import type { Variant } from './variant';

/** The largest values of PostgreSQL's integers; the last one as the nearest double. */
const SMALLINT_MAX = 2 ** 15 - 1;
const INTEGER_MAX = 2 ** 31 - 1;
const BIGINT_MAX = 2 ** 63;

/**
 * A variant's type for a column of a run of Meltemi's own, where the source names none; null: it has no type of its own that holds every
 * value. So `number` is no `double precision` here, and a time keeps its zone.
 */
export function variantType(variant: Variant, schema: JsonObject, kind: ColumnKind['kind']): string | null {
  if (variant === 'pipelinewise') {
    if (kind === 'integer') return pipelinewiseInteger(schema);
    return kind === 'string' || kind === 'date' ? 'character varying' : null;
  }
  if (variant === 'meltanolabs') {
    if (kind === 'integer') return meltanolabsInteger(schema);
    return kind === 'string' && schema['format'] === 'uuid' ? 'uuid' : null;
  }
  return null;
}

/** By `maximum` alone. */
export function pipelinewiseInteger({ maximum }: JsonObject): string {
  if (typeof maximum !== 'number') return 'numeric';
  if (maximum <= SMALLINT_MAX) return 'smallint';
  if (maximum <= INTEGER_MAX) return 'integer';
  return maximum <= BIGINT_MAX ? 'bigint' : 'numeric';
}

/** Smaller ones only where both ends fit. */
export function meltanolabsInteger({ minimum, maximum }: JsonObject): string {
  if (typeof maximum === 'number' && maximum > BIGINT_MAX) return 'numeric';
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return 'bigint';
  if (minimum >= -SMALLINT_MAX - 1 && maximum <= SMALLINT_MAX) return 'smallint';
  return minimum >= -INTEGER_MAX - 1 && maximum <= INTEGER_MAX ? 'integer' : 'bigint';
}
