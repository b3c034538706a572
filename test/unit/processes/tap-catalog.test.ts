import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/model/json';
import { Redactor } from '../../../src/model/redactor';
import { openPlugin, type OpenPlugin } from '../../../src/processes/open-plugin';
import { catalogArguments, tapCatalog } from '../../../src/processes/tap-catalog';
import { testTap } from '../../../src/processes/test-tap';
import { openProjectSource } from '../../../src/project/project-source';
import { rejection } from '../../support/rejection';
import { removeProjectFolders } from '../project/project-folder';
import { openIn, program } from './programs';

afterAll(removeProjectFolders);

const CATALOG = { streams: [{ tap_stream_id: 's', schema: { properties: { id: { maximum: 1 } } }, metadata: [] }] };
/** Prints `discovery.json` and counts how often; otherwise what `sync` says. */
const TAP = (sync = ''): string =>
  program(`
const fs = require('node:fs');
if (process.argv.includes('--discover')) {
  fs.appendFileSync('discoveries', 'x');
  process.stdout.write(fs.readFileSync('discovery.json'));
} else { ${sync} }`);

async function tap(below: string, sync?: string): Promise<OpenPlugin> {
  const lines = below.split('\n').map((line) => `    ${line}`);
  const yaml = ['plugins:', '  extractors:', '  - name: tap-x', '    namespace: tap_x', ...lines].join('\n');
  const program = below.includes('pip_url') ? '.meltano/extractors/tap-x/venv/bin/tap-x' : 'bin/tap';
  const files = { 'meltano.yml': yaml, 'discovery.json': JSON.stringify(CATALOG), [program]: TAP(sync) };
  return openIn({ files }, { kind: 'extractors', name: 'tap-x' });
}

const LOCAL = 'executable: ./bin/tap\ncapabilities: [catalog, discover]';
const INSTALLED = 'pip_url: tap-x==1\ncapabilities: [catalog, discover]';

function catalogOf(open: OpenPlugin, refresh = false): Promise<JsonObject | null> {
  return tapCatalog(open, { refresh, warn: () => undefined });
}

function discoveries(open: OpenPlugin): number {
  return readFileSync(join(open.project.root, 'discoveries'), 'utf8').length;
}

test('discovered, with the rules on top, and handed over by the word that the tap knows', async () => {
  const open = await tap(LOCAL);
  const catalog = await catalogOf(open);
  expect(catalog).toMatchObject({ streams: [{ tap_stream_id: 's', selected: true }] });
  const [flag, path = ''] = catalogArguments(open, catalog, () => undefined);
  expect(flag).toBe('--catalog');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(catalog);
  const old = await tap(LOCAL.replace('catalog', 'properties'));
  expect(catalogArguments(old, await catalogOf(old), () => undefined)[0]).toBe('--properties');
});

test('kept for a plugin that pip installed; rules are applied anew each time', async () => {
  const open = await tap(INSTALLED);
  const first = await catalogOf(open);
  expect(await catalogOf(open)).toEqual(first);
  expect(discoveries(open)).toBe(1);
  await catalogOf(open, true);
  expect(discoveries(open)).toBe(2);
});

test.each([
  ['a setting', 'config: {a: 1}', 'config: {a: 2}', 2],
  ['metadata', 'metadata: {s: {a: 1}}', 'metadata: {s: {a: 2}}', 2],
  ['the version', 'python: "3"', 'pip_url: tap-x==2', 2],
  ['only the selection', 'select: [s.*]', 'select: [s.id]', 1],
])('discovered again when %s changes', async (_, before, after, expected) => {
  const open = await tap(`${INSTALLED}\n${before}`);
  await catalogOf(open);
  const { root } = open.project;
  const yaml = readFileSync(join(root, 'meltano.yml'), 'utf8').replace(before, after);
  writeFileSync(
    join(root, 'meltano.yml'),
    after.startsWith('pip_url') ? yaml.replace('tap-x==1', 'tap-x==2').replace(after, '') : yaml,
  );
  const project = await openProjectSource(root, { PATH: process.env['PATH'] ?? '' }).load(null);
  await catalogOf(openPlugin(project, { kind: 'extractors', name: 'tap-x', folder: root, redactor: new Redactor() }));
  expect(discoveries(open)).toBe(expected);
});

test('never kept for a plugin without `pip_url`, an editable one, or when the project says so', async () => {
  const editable = INSTALLED.replace('tap-x==1', '-e ./tap-x');
  for (const below of [LOCAL, editable, `${INSTALLED}\nuse_cached_catalog: false`]) {
    const open = await tap(below);
    await catalogOf(open);
    await catalogOf(open);
    expect(discoveries(open)).toBe(2);
  }
});

test('a catalog of the project is taken instead, and missing it is an error', async () => {
  const open = await tap(`${LOCAL}\ncatalog: my.json`);
  await expect(catalogOf(open)).rejects.toThrow(/The catalog `my.json` of `tap-x` cannot be read: .*ENOENT/);
  writeFileSync(join(open.project.root, 'my.json'), '{"streams": []}');
  expect(await catalogOf(open)).toEqual({ streams: [] });
});

test('a tap that takes none gets none; one that cannot discover needs one', async () => {
  const warnings: string[] = [];
  const open = await tap(LOCAL.replace('catalog, ', ''));
  expect(catalogArguments(open, await catalogOf(open), (line) => warnings.push(line))).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining('The catalog of `tap-x` is not used')]);
  await expect(catalogOf(await tap(LOCAL.replace(', discover', '')))).rejects.toThrow(/do not name `discover`/);
});

test('what is no catalog is refused, and not kept', async () => {
  const open = await tap(INSTALLED);
  writeFileSync(join(open.project.root, 'discovery.json'), 'not json');
  await expect(catalogOf(open)).rejects.toThrow(/The catalog of `tap-x` is not JSON: it starts with `not json`/);
  writeFileSync(join(open.project.root, 'discovery.json'), JSON.stringify(CATALOG));
  expect(await catalogOf(open)).toMatchObject({ streams: [{ tap_stream_id: 's' }] });
});

test.each<[string, string, RegExp | null]>([
  ['a record', `console.log('{"type": "SCHEMA"}\\n{"type": "RECORD"}'); setInterval(() => {}, 1000)`, null],
  ['a batch', `console.log('log line\\n{"type":"BATCH"}')`, null],
  ['no record', `console.log('{"type": "STATE"}')`, /It ended without a record\./],
  ['a failure', `console.error('bad password'); process.exit(2)`, /exit code 2 before the first record.*bad password/s],
])('a tap is tried: %s', async (_, sync, problem) => {
  const result = await testTap(await tap(LOCAL, sync), () => undefined);
  if (problem === null) expect(result.problem).toBeNull();
  else expect(result.problem).toMatch(problem);
});

test('a tap that hangs while it discovers is an error after a while', async () => {
  const open = await tap(LOCAL);
  writeFileSync(join(open.project.root, 'bin/tap'), program('setInterval(() => {}, 1000)'));
  const silence = { runningMs: 1000, endedMs: 1000 };
  const error = await rejection(tapCatalog(open, { refresh: false, warn: () => undefined, silence }));
  expect(error).toMatchObject({ code: 'PluginSilent', recovery: 'retry' });
  expect(String(error)).toContain('Discovering the catalog of `tap-x`: it has printed nothing for 1 s');
});
