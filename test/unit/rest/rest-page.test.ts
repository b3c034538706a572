/** docs/rest-taps.md against the code: every key has a row, every default is one, every example is right. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AUTH_KEYS,
  INCREMENTAL_KEYS,
  PAGINATION_KEYS,
  REST_KEYS,
  STREAM_KEYS,
} from '../../../src/project/rest/rest-keys';
import { validateProject } from '../../../src/validate/validate-project';
import { project, projectFolder, removeProjectFolders } from '../project/project-folder';
import { restPlugin, restTap, streamOf } from './rest-tap';

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'rest-taps.md'), 'utf8');

/** Rows of each table, as cells. */
const tables = [...page.matchAll(/(?:^\|.*\|\n)+/gm)].map(([table]) =>
  table
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ),
);
const [ofRest = [], shared = [], ofStreams = [], auth = [], pagination = [], incremental = []] = tables;

afterEach(removeProjectFolders);

const named = (text = ''): readonly string[] => [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
const keysOf = (...rows: (readonly (readonly string[])[])[]): readonly string[] =>
  rows.flat().flatMap(([key]) => named(key));

test('every key has a row, and every row is a key', () => {
  expect(tables).toHaveLength(6);
  expect([...keysOf(ofRest, shared)].sort()).toEqual([...REST_KEYS].sort());
  expect([...keysOf(ofStreams, shared)].sort()).toEqual([...STREAM_KEYS].sort());
  expect(keysOf(incremental)).toEqual(INCREMENTAL_KEYS);
});

test.each([
  ['auth', auth, AUTH_KEYS],
  ['pagination', pagination, PAGINATION_KEYS],
] as const)('every type of `%s` has its keys', (_, rows, keys) => {
  const told = rows.map(([type, text = '']) => [named(type)[0], named(text.replace(/\([^)]*\)/g, ''))]);
  expect(Object.fromEntries(told)).toEqual(keys);
});

const STREAM = "url_base: '{api_url}'\nstreams:\n  - name: items\n    replication_key: at\n    schema: {at: date-time}";

async function declared(rest: string): Promise<unknown> {
  return (await project(restPlugin(rest))).resolvePlugin('extractors', 'tap-x').source;
}

const defaults = (rows: readonly (readonly string[])[]): [string, string][] =>
  rows.flatMap(([key = '', , text = '']): [string, string][] => {
    const [, value] = /^`([^`]+)`$/.exec(text) ?? [];
    return value === undefined ? [] : [[named(key)[0] ?? '', value]];
  });

test.each([...defaults(shared), ...defaults(ofStreams)])('the default of `%s` is %s', async (key, value) => {
  expect(await declared(`${STREAM}\n    ${key}: ${value}`)).toEqual(await declared(STREAM));
});

test.each(defaults(incremental))('the default of `%s` in `incremental` is %s', async (key, value) => {
  const withParam = (more: string): string => `${STREAM}\n    incremental: {param: since${more}}`;
  expect(await declared(withParam(`, ${key}: ${value}`))).toEqual(await declared(withParam('')));
});

test('what is as in the SDK is so', async () => {
  const told = shared.flatMap(([key = '', , text = '']) => {
    const [, value] = /^`(\d+)`, as the SDK$/.exec(text) ?? [];
    const camel = (named(key)[0] ?? '').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    return value === undefined ? [] : [[camel, Number(value)] as const];
  });
  expect(told).toHaveLength(4);
  expect(streamOf(await restTap(STREAM, {}))).toMatchObject(Object.fromEntries(told));
});

test('the examples have no problem', async () => {
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text);
  expect(examples).toHaveLength(4);
  for (const example of examples) {
    const root = projectFolder({ 'meltano.yml': restPlugin(example) });
    const { problems } = await validateProject({ root, environment: undefined, processEnv: {} });
    expect(problems).toEqual([]);
  }
});
