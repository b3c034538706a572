/** Checks of one property: its values are what the schema says, one check for each type, as in the Singer SDK. */
import type { JsonObject, JsonValue } from '../model/json';
import { keptNumber } from '../model/lossless-json';
import type { SdkRecord } from '../sdk';
import { isTimeText } from '../systems/json-schema/time-text';
import type { CheckName } from './check-result';

interface TypeCheck {
  readonly check: CheckName;
  readonly applies: (schema: JsonObject) => boolean;
  readonly holds: (value: JsonValue) => boolean;
}

const isNumber = (value: JsonValue): boolean => typeof value === 'number' || keptNumber(value) !== null;
const isList = (value: JsonValue): boolean => Array.isArray(value);
const isWhole = (value: JsonValue): boolean => Number.isInteger(value) || /^-?\d+$/.test(keptNumber(value) ?? '');

/** A property of several types is what records and schema are compared for as a whole. */
const TYPE_CHECKS: readonly TypeCheck[] = [
  { check: 'is a date-time', applies: isTimeSchema, holds: isTimeText },
  {
    check: 'is a boolean',
    applies: (schema) => isOnly(schema, 'boolean'),
    holds: (value) => typeof value === 'boolean',
  },
  { check: 'is an integer', applies: (schema) => isOnly(schema, 'integer'), holds: isWhole },
  { check: 'is a number', applies: (schema) => isOnly(schema, 'number'), holds: isNumber },
  { check: 'is a text', applies: (schema) => isOnly(schema, 'string'), holds: (value) => typeof value === 'string' },
  {
    check: 'is an object',
    applies: (schema) => isOnly(schema, 'object'),
    holds: (value) => typeof value === 'object' && !isList(value) && keptNumber(value) === null,
  },
  { check: 'is a list', applies: (schema) => isOnly(schema, 'array'), holds: isList },
];

export interface PropertyFinding {
  readonly check: CheckName;
  readonly property: string;
  /** Null: all is well. */
  readonly problem: string | null;
}

export function checkProperties(properties: JsonObject, records: readonly SdkRecord[]): readonly PropertyFinding[] {
  return Object.entries(properties).flatMap(([property, schema]) => {
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return [];
    const values = records.map((record) => record[property]);
    return [
      ...typeFindings(property, schema as JsonObject, values),
      ...nullFindings(property, schema as JsonObject, values),
    ];
  });
}

type Values = readonly (JsonValue | undefined)[];

function typeFindings(property: string, schema: JsonObject, values: Values): readonly PropertyFinding[] {
  const present = values.filter((value) => value !== null && value !== undefined);
  return TYPE_CHECKS.filter(({ applies }) => applies(schema)).map(({ check, holds }) => {
    const wrong = present.filter((value) => !holds(value));
    const kinds = [...new Set(wrong.map(kindOf))].join(' and ');
    const problem =
      wrong.length === 0
        ? null
        : `${wrong.length} of ${present.length} values are not: they are ${kinds}. Correct the schema, or the values in \`postProcess\`.`;
    return { check, property, problem };
  });
}

function nullFindings(property: string, schema: JsonObject, values: Values): readonly PropertyFinding[] {
  if (typesOf(schema).length === 0 || allowsNull(schema)) return [];
  const nulls = values.filter((value) => value === null).length;
  const problem = nulls === 0 ? null : `${nulls} of ${values.length} records have null. Add \`"null"\` to the type.`;
  return [{ check: 'is not null', property, problem }];
}

/** What may be said of a value that must not be shown. */
export function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'lists';
  if (isNumber(value)) return isWhole(value) ? 'whole numbers' : 'numbers';
  if (typeof value === 'object') return 'objects';
  return typeof value === 'boolean' ? 'booleans' : 'texts';
}

/** Of the schema, and of its alternatives. */
function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema;
  const own = (Array.isArray(type) ? type : type === undefined ? [] : [type]) as readonly string[];
  const others = ['anyOf', 'oneOf'].flatMap((word) => {
    const { [word]: alternatives } = schema;
    return Array.isArray(alternatives) ? (alternatives as readonly JsonObject[]).flatMap(typesOf) : [];
  });
  return [...own, ...others];
}

function allowsNull(schema: JsonObject): boolean {
  const { enum: values } = schema;
  return typesOf(schema).includes('null') || (Array.isArray(values) && values.includes(null));
}

function isOnly(schema: JsonObject, wanted: string): boolean {
  const types = new Set(typesOf(schema).filter((type) => type !== 'null'));
  return types.size === 1 && types.has(wanted) && !(wanted === 'string' && isTimeSchema(schema));
}

function isTimeSchema(schema: JsonObject): boolean {
  const { format } = schema;
  return format === 'date-time' || format === 'date';
}
