/** A trial of maps as lines for a person, or as JSON for a program. */
import { assertNever } from '../../model/errors';
import { compactExact } from '../../model/exact-json';
import type { JsonObject, JsonValue } from '../../model/json';
import { printLines, type CommandContext } from '../command-context';
import { colorsFor, type Colors } from '../output/colors';
import { printable } from '../output/text-width';
import type { RecordTrial, StreamTrial, Trial, TrialProperty, TrialStream } from './trial';

/** Prints trials as they come. */
export async function showTrials(
  { globals, stdout, env }: CommandContext,
  trials: AsyncIterable<Trial>,
): Promise<void> {
  const colors = colorsFor(stdout, env);
  for await (const trial of trials)
    printLines(stdout, globals.json === true ? [trialJson(trial)] : trialLines(trial, colors));
}

function trialLines(trial: Trial, colors: Colors): readonly string[] {
  switch (trial.kind) {
    case 'stream':
      return streamLines(trial, colors);
    case 'record':
      return recordLines(trial, colors);
    default:
      return assertNever(trial, 'trial');
  }
}

/** `{"event":"stream",...}` or `{"event":"record",...}`. */
function trialJson(trial: Trial): string {
  if (trial.kind === 'stream') {
    return JSON.stringify({ event: 'stream', before: schemaJson(trial.before), after: trial.after.map(schemaJson) });
  }
  const after = trial.after.map(({ stream, record }) => `{"stream":${JSON.stringify(stream)},"record":${record}}`);
  const failure = trial.failure === null ? '' : `,"error":${JSON.stringify(trial.failure)}`;
  return `{"event":"record","stream":${JSON.stringify(trial.before.stream)},"before":${trial.before.record},"after":[${after.join(',')}]${failure}}`;
}

function schemaJson({ name, properties, keyProperties }: TrialStream): JsonObject {
  return {
    stream: name,
    schema: { properties: Object.fromEntries(properties.map((property) => [property.name, property.schema])) },
    key_properties: keyProperties,
  };
}

function streamLines({ before, after }: StreamTrial, colors: Colors): string[] {
  if (after.length === 0) return ['', `${colors.bold(printable(before.name))}  the maps drop this stream`];
  return after.flatMap((output) => {
    const key = output.keyProperties.length === 0 ? 'no key' : `key ${output.keyProperties.join(', ')}`;
    const name = output.name === before.name ? before.name : `${before.name} → ${output.name}`;
    return [
      '',
      `${colors.bold(printable(name))}  ${colors.dim(printable(key))}`,
      ...propertyLines(before, output, colors),
    ];
  });
}

/** What stays, `~` changed, `+` new, `-` gone. */
function propertyLines(before: TrialStream, after: TrialStream, colors: Colors): string[] {
  const known = new Map(before.properties.map((property) => [property.name, typeText(property.schema)]));
  const names = [...after.properties, ...before.properties].map(({ name }) => name.length);
  const width = Math.max(0, ...names);
  const line = (mark: string, { name, schema }: TrialProperty, note = ''): string =>
    printable(`  ${mark} ${name.padEnd(width)}  ${typeText(schema)}${note}`);
  const left = new Set(after.properties.map(({ name }) => name));
  return [
    ...after.properties.map((property) => {
      const old = known.get(property.name);
      if (old === undefined) return colors.green(line('+', property));
      if (old === typeText(property.schema)) return line(' ', property);
      return colors.yellow(line('~', property, `  (was ${old})`));
    }),
    ...before.properties.filter(({ name }) => !left.has(name)).map((property) => colors.red(line('-', property))),
  ];
}

function recordLines({ number, before, after, failure }: RecordTrial, colors: Colors): string[] {
  const lines = [
    colors.dim(printable(`record ${number} of ${before.stream}`)),
    `  before  ${printable(before.record)}`,
  ];
  if (failure !== null)
    return [
      ...lines,
      ...failure
        .trimEnd()
        .split('\n')
        .map((text) => colors.red(`  ${printable(text)}`)),
    ];
  if (after.length === 0) return [...lines, '  dropped'];
  return [
    ...lines,
    ...after.map(
      ({ stream, record }) => `  after   ${after.length > 1 ? `${printable(stream)} ` : ''}${printable(record)}`,
    ),
  ];
}

/** `string date-time, null`. */
function typeText(schema: JsonObject): string {
  const branches = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(branches))
    return branches.map((branch) => (isObject(branch as JsonValue) ? typeText(branch as JsonObject) : '')).join(' or ');
  const { type, format } = schema;
  const types: readonly JsonValue[] =
    type === undefined ? ['any'] : Array.isArray(type) ? (type as JsonValue[]) : [type];
  return types
    .map((item) =>
      item === 'string' && typeof format === 'string'
        ? `string ${format}`
        : typeof item === 'string'
          ? item
          : compactExact(item),
    )
    .join(', ');
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
