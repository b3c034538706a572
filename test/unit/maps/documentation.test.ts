/** Runs every example of docs/stream-maps.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fakeModule } from '../../../src/maps/fake/fake-module';
import { readFakeSettings } from '../../../src/maps/fake/fake-settings';
import { MessageMapper } from '../../../src/maps/singer/message-mapper';
import { ExpressionSyntaxError } from '../../../src/maps/parse/source-error';
import { readJson } from '../../../src/maps/values/json-read';
import { RECORD_STYLE, writeJson } from '../../../src/maps/values/json-write';
import { PythonError } from '../../../src/maps/values/python-error';
import { Dict } from '../../../src/maps/values/containers';
import type { Value } from '../../../src/maps/values/value';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { evaluate } from './evaluate';

interface Block {
  readonly info: string;
  readonly text: string;
}

const page = readFileSync(join(__dirname, '../../../docs/stream-maps.md'), 'utf8');
const blocks: readonly Block[] = [...page.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)].map(([, info = '', text = '']) => ({
  info: info.trim(),
  text,
}));

/** Blocks that are no examples of maps: a whole project, and what is typed in a terminal. */
const OTHERS: ReadonlySet<string> = new Set(['yaml', 'console']);

const CHECKED: ReadonlySet<string> = new Set(['map', 'yaml map', 'text in', 'text out']);

it('knows all blocks of the page, and each example has what is checked', () => {
  expect(blocks.filter(({ info }) => !OTHERS.has(info) && !CHECKED.has(info))).toEqual([]);
  const infos = blocks.map(({ info }) => info);
  const follows = (info: string, before: string): boolean =>
    infos.every((other, i) => other !== info || infos[i - 1] === before);
  expect(follows('text in', 'yaml map') && follows('text out', 'text in')).toBe(true);
  for (const { info, text } of blocks) if (info === 'map') expect(text.split('\n').length).toBeGreaterThan(2);
});

it('names every fake that there is', () => {
  const listed = [...page.matchAll(/^\| (?:people|places|internet|texts|numbers|times)[^|]*\|([^|]*)\|$/gm)].flatMap(
    ([, names = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  const made = fakeModule(readFakeSettings({}), { stream: 's', property: null, keyColumns: [] });
  expect([...listed, 'seed_instance'].sort()).toEqual([...made.attributes.keys()].sort());
});

describe('expressions', () => {
  const examples = blocks
    .filter(({ info }) => info === 'map')
    .flatMap(({ text }) => {
      const [head = '', ...lines] = text.trimEnd().split('\n');
      return lines.map((line) => [line, head.replace(/^record: /, '')] as const);
    });

  it.each(examples)('%s', (line, record) => {
    const [, expression = '', expected = ''] = /^(.*?)\s+=> (.*)$/.exec(line) ?? [];
    expect(expected).not.toBe('');
    expect(resultOf(expression, record)).toBe(
      /^(\w+Error|Unsupported|FunctionNotDefined)$/.test(expected) ? expected : canonical(expected),
    );
  });
});

describe('maps', () => {
  const examples = blocks.flatMap((block, i) =>
    block.info === 'yaml map' ? [[block.text, blocks[i + 1], blocks[i + 2]] as const] : [],
  );

  it.each(examples)('%s', (settings, input, output) => {
    expect([input?.info, output?.info]).toEqual(['text in', 'text out']);
    const records = linesOf(input?.text ?? '');
    const mapper = new MessageMapper(parse(settings) as JsonObject);
    const messages = [...schemasOf(records), ...records.map((line) => `{"type": "RECORD", ${line.slice(1)}`)];
    const { bytes, error } = mapper.map(Buffer.from(`${messages.join('\n')}\n`));
    expect(error).toBeNull();
    const mapped = linesOf(bytes.toString('utf8')).filter((line) => line.includes('"RECORD"'));
    // Streams of one source come record by record; the page shows them one after the other.
    const bare = mapped.map((line) => canonical(line.replace('"type":"RECORD",', '')));
    expect(bare.sort()).toEqual(
      linesOf(output?.text ?? '')
        .map(canonical)
        .sort(),
    );
  });
});

function resultOf(expression: string, record: string): string {
  const columns: Record<string, Value> = {};
  const fields = readJson(record);
  if (fields instanceof Dict)
    for (const { key, value } of fields.entries()) if (typeof key === 'string') columns[key] = value;
  try {
    return writeJson(evaluate(expression, columns), RECORD_STYLE);
  } catch (error) {
    if (error instanceof PythonError) return error.name;
    if (error instanceof ExpressionSyntaxError) return 'SyntaxError';
    throw error;
  }
}

/** JSON without blanks; numbers keep their digits. */
function canonical(json: string): string {
  return writeJson(readJson(json), RECORD_STYLE);
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function schemasOf(records: readonly string[]): readonly string[] {
  const first = new Map<string, JsonObject>();
  for (const line of records) {
    const { stream, record } = JSON.parse(line) as { readonly stream: string; readonly record: JsonObject };
    if (!first.has(stream)) first.set(stream, record);
  }
  return [...first].map(([stream, record]) => {
    const properties = Object.fromEntries(Object.entries(record).map(([name, value]) => [name, schemaOf(value)]));
    return JSON.stringify({ type: 'SCHEMA', stream, schema: { type: 'object', properties }, key_properties: ['id'] });
  });
}

function schemaOf(value: JsonValue): JsonObject {
  if (Array.isArray(value)) return { type: ['array', 'null'] };
  if (typeof value === 'object' && value !== null) {
    return {
      type: 'object',
      properties: Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, schemaOf(inner)])),
    };
  }
  const type = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string';
  return { type: [type, 'null'] };
}
