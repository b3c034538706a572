/** Checks of a tap as a whole, without its source. Each returns what is wrong; null: nothing. */
import type { JsonValue } from '../model/json';
import type { ConfigProperty, Stream, Tap } from '../sdk';
import { propertiesOf } from '../sdk/json-schema';
import { isTimeText } from '../systems/json-schema/time-text';
import { schemaProblem } from '../systems/json-schema/schema-validation';

const OF_TYPE: Readonly<Record<ConfigProperty['type'], (value: JsonValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: (value) => Array.isArray(value),
  'date-time': isTimeText,
};

export function badDescription({ name, configSchema }: Tap): string | null {
  if (name === '') return 'the tap has no `name`. Give it one, such as `tap-shop`.';
  for (const [setting, { type, default: value, allowedValues }] of Object.entries(configSchema)) {
    // A module of JavaScript may say anything.
    const fits = (OF_TYPE as Readonly<Record<string, ((value: JsonValue) => boolean) | undefined>>)[type];
    if (fits === undefined)
      return `the setting \`${setting}\` has the type \`${type}\`. The types are ${Object.keys(OF_TYPE).join(', ')}.`;
    if (value === undefined) continue;
    if (!fits(value)) return `the default of the setting \`${setting}\` is no ${type}. Correct it in \`configSchema\`.`;
    if (allowedValues !== undefined && !allowedValues.includes(value))
      return `the default of the setting \`${setting}\` is not among its \`allowedValues\`. Correct \`configSchema\`.`;
  }
  return null;
}

export function badDiscovery(tap: Tap): string | null {
  const streams = tap.discoverStreams().map(({ name }) => name);
  if (streams.length === 0) return 'the tap has no streams. Give some in `discoverStreams`.';
  if (streams.includes('')) return 'a stream has no `name`.';
  const twice = streams.find((name, index) => streams.indexOf(name) !== index);
  if (twice !== undefined) return `two streams have the name \`${twice}\`. Give each its own.`;
  const again = tap.discoverStreams().map(({ name }) => name);
  return JSON.stringify(again) === JSON.stringify(streams)
    ? null
    : 'asking twice gives different streams. A stream that comes and goes cannot be gone on with.';
}

export function badSchema({ schema }: Stream): string | null {
  const problem = schemaProblem(schema);
  if (problem !== null) return `the schema is no JSON Schema: ${problem}. Correct it.`;
  return Object.keys(propertiesOf(schema) ?? {}).length === 0
    ? 'the schema names no properties, so that records would be empty. Add them below `properties`.'
    : null;
}

export function keysWithoutProperty({ schema, primaryKeys, replicationKey }: Stream): string | null {
  const properties = propertiesOf(schema) ?? {};
  const missing = [...primaryKeys, ...(replicationKey === null ? [] : [replicationKey])].filter(
    (key) => !Object.hasOwn(properties, key),
  );
  return missing.length === 0
    ? null
    : `the schema has no ${missing.map((key) => `\`${key}\``).join(', ')}. Add it, or correct \`primaryKeys\` and \`replicationKey\`.`;
}
