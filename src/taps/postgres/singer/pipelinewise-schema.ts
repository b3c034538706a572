/** JSON Schemas as tap-postgres (pipelinewise, Meltano Hub's `transferwise`) gives them, measured on 1.8.4. */
import type { JsonObject } from '../../../model/json';
import { DATES, elementType, type ColumnType } from './column-type';

/** Bits of the integers. */
const INTEGER_BITS: ReadonlyMap<string, number> = new Map([
  ['smallint', 16],
  ['integer', 32],
  ['bigint', 64],
]);
const FLOATS: ReadonlySet<string> = new Set(['real', 'double precision']);
const TIMES: ReadonlySet<string> = new Set(['time without time zone', 'time with time zone']);
const BOUNDED: ReadonlySet<string> = new Set(['character varying', 'character']);
/** `citext` and `hstore` only where they need no schema in front, which is how the tap itself knows them. */
const TEXTS: ReadonlySet<string> = new Set([
  'text',
  'character varying',
  'character',
  'citext',
  'money',
  'macaddr',
  'inet',
  'cidr',
  'uuid',
]);
/** The tap's own limits: a `numeric` without any is taken to have these. */
const MAX_PRECISION = 100;
const MAX_SCALE = 38;

export interface PipelinewiseSchema {
  readonly schema: JsonObject;
  /** What `$ref` in it refers to, beside the definitions of every stream. */
  readonly definitions: JsonObject;
}

/** Null: the variant does not support the type. */
export function pipelinewiseSchema(type: ColumnType, isKey: boolean): PipelinewiseSchema | null {
  const nullable = isKey ? [] : ['null'];
  if (type.isArray) {
    const array = arrayName(elementType(type));
    if (array === null) return null;
    const schema = { type: [...nullable, 'array'], items: { $ref: `#/definitions/${array.name}` } };
    return { schema, definitions: array.definitions };
  }
  const found = plainSchema(type);
  if (found === null) return null;
  const { types, ...rest } = found;
  return { schema: { type: [...nullable, ...types], ...rest }, definitions: {} };
}

type Found = JsonObject & { readonly types: readonly string[] };

function plainSchema(type: ColumnType): Found | null {
  const { base, modifiers, kind } = type;
  const [length] = modifiers;
  const bits = INTEGER_BITS.get(base);
  if (kind.kind === 'e') return { types: ['string'] };
  if (kind.kind !== 'b') return null;
  if (bits !== undefined) return { types: ['integer'], ...bounds(bits) };
  if (base === 'numeric') return { types: ['number'], ...decimalBounds(type) };
  if (FLOATS.has(base)) return { types: ['number'] };
  if (base === 'boolean' || (base === 'bit' && length === 1)) return { types: ['boolean'] };
  if (DATES.has(base)) return { types: ['string'], format: 'date-time' };
  if (TIMES.has(base)) return { types: ['string'], format: 'time' };
  if (base === 'json' || base === 'jsonb') return { types: ['object', 'array'] };
  if (base === 'hstore') return { types: ['object'], properties: {} };
  if (BOUNDED.has(base) && length !== undefined) return { types: ['string'], maxLength: length };
  return TEXTS.has(base) ? { types: ['string'] } : null;
}

/** Beyond a double's exactness: as digits (`src/model/lossless-json.ts`). */
function bounds(bits: number): JsonObject {
  const limit = 1n << BigInt(bits - 1);
  return { minimum: exact(-limit), maximum: exact(limit - 1n) };
}

function exact(value: bigint): JsonObject | number {
  return Number.isSafeInteger(Number(value)) ? Number(value) : { $number: String(value) };
}

function decimalSize({ modifiers }: ColumnType): { readonly precision: number; readonly scale: number } {
  const [precision = MAX_PRECISION, scale = modifiers.length === 0 ? MAX_SCALE : 0] = modifiers;
  return { precision: Math.min(precision, MAX_PRECISION), scale: Math.min(scale, MAX_SCALE) };
}

/** In the words of JSON Schema's draft 4. */
function decimalBounds(type: ColumnType): JsonObject {
  const { precision, scale } = decimalSize(type);
  const limit = 10n ** BigInt(Math.max(precision - scale, 0));
  return {
    exclusiveMaximum: true,
    maximum: exact(limit),
    multipleOf: Number(`1e${-scale}`),
    exclusiveMinimum: true,
    minimum: exact(-limit),
  };
}

interface ArrayDefinition {
  readonly name: string;
  readonly definitions: JsonObject;
}

function arrayName(element: ColumnType): ArrayDefinition | null {
  if (element.base === 'numeric') {
    const { precision, scale } = decimalSize(element);
    const name = `sdc_recursive_decimal_${precision}_${scale}_array`;
    const items = { $ref: `#/definitions/${name}` };
    return { name, definitions: { [name]: { type: ['null', 'number', 'array'], ...decimalBounds(element), items } } };
  }
  const found = plainSchema(element);
  if (found === null) return null;
  const [type = ''] = found.types;
  const word = DATES.has(element.base) ? 'timestamp' : type;
  return { name: `sdc_recursive_${word}_array`, definitions: {} };
}

/** In the schema of every stream. */
export const RECURSIVE_ARRAYS: JsonObject = Object.fromEntries(
  ['integer', 'number', 'string', 'boolean', 'timestamp', 'object'].map((word) => {
    const name = `sdc_recursive_${word}_array`;
    const isTime = word === 'timestamp';
    const definition = {
      type: ['null', isTime ? 'string' : word, 'array'],
      ...(isTime ? { format: 'date-time' } : {}),
      items: { $ref: `#/definitions/${name}` },
    };
    return [name, definition];
  }),
);
