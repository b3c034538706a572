/** Builds a small source tree that breaks each import rule once, and sees that the rule says so. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const config = join(root, '.dependency-cruiser.cjs');

/** What the breaking files may import. */
const surroundings: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'tree',
    dependencies: {
      '@duckdb/node-api': '1',
      yaml: '1',
      pg: '1',
      'node-sqlite3-wasm': '1',
      '@aws-sdk/client-s3': '1',
      '@temporalio/activity': '1',
      '@temporalio/client': '1',
    },
    devDependencies: { jest: '1' },
  }),
  'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'node20', moduleResolution: 'node16' } }),
  ...Object.fromEntries(
    [
      'yaml',
      'pg',
      'node-sqlite3-wasm',
      '@duckdb/node-api',
      '@aws-sdk/client-s3',
      '@temporalio/activity',
      '@temporalio/client',
      'jest',
      'undeclared',
    ].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
      [`node_modules/${name}/index.js`, 'module.exports = {};'],
    ]),
  ),
  ...Object.fromEntries(
    [
      'src/model/stream.ts',
      'src/activities/index.ts',
      'src/activities/load-batch.ts',
      'src/taps/tap.ts',
      'src/taps/postgres/tap.ts',
      'src/targets/target.ts',
      'src/targets/postgres/target.ts',
      'src/systems/postgres/connect.ts',
      'src/pages/store/local.ts',
      'src/worker.ts',
      'src/cli/main.ts',
      'src/cli/table.ts',
      'test/support/rows.ts',
    ].map((path) => [path, 'export const it = 1;\n']),
  ),
};

/** Rule name → the file that breaks it, and with which import. */
const breaches: Readonly<Record<string, readonly [file: string, source: string]>> = {
  'no-circular': ['src/model/circle-a.ts', `import './circle-b';`],
  'no-orphans': ['src/model/orphan.ts', `export const alone = 1;`],
  'no-dep-on-test': ['src/cli/a.ts', `import '../../test/support/rows';`],
  'no-undeclared-package': ['src/cli/b.ts', `import 'undeclared';`],
  'no-unresolved-import': ['src/cli/c.ts', `import './nowhere';`],
  'no-dev-package-in-product': ['src/cli/d.ts', `import 'jest';`],
  'model-is-pure': ['src/model/a.ts', `import type { readFile } from 'node:fs';`],
  'sdk-stands-alone': ['src/sdk/a.ts', `import '../pages/store/local';`],
  'test-kit-knows-the-sdk': ['src/testing/a.ts', `import '../pages/store/local';`],
  'maps-are-pure': ['src/maps/a.ts', `import 'node:fs';`],
  'encodings-are-pure': ['src/pages/encoding/a.ts', `import 'node:fs';`],
  'project-knows-model-and-yaml': ['src/project/a.ts', `import '../taps/tap';`],
  'project-touches-the-disk-in-two-places': ['src/project/b.ts', `import 'node:fs';`],
  'singer-is-pure': ['src/singer/a.ts', `import 'node:fs';`],
  'processes-run-programs': ['src/processes/a.ts', `import '../taps/tap';`],
  'install-knows-projects': ['src/install/a.ts', `import '../taps/tap';`],
  'native-definitions-are-leaves': ['src/definitions/native/a.ts', `import '../../taps/tap';`],
  'definitions-are-data': ['src/definitions/a.ts', `import '../taps/tap';`],
  'validation-reads-nothing-itself': ['src/validate/a.ts', `import 'node:fs';`],
  'workflows-stay-deterministic': ['src/workflows/a.ts', `import 'node:crypto';`],
  'workflows-know-activity-types-only': ['src/workflows/b.ts', `import '../activities';`],
  'workflows-know-activities-by-their-index': [
    'src/workflows/c.ts',
    `import type { it } from '../activities/load-batch';`,
  ],
  'activities-stay-abstract': ['src/activities/a.ts', `import type { it } from '../taps/postgres/tap';`],
  'activities-know-contracts-only': ['src/activities/b.ts', `import { it } from '../taps/tap';`],
  'activity-context-in-activities-only': ['src/cli/e.ts', `import '@temporalio/activity';`],
  'temporal-at-the-edges': ['src/targets/postgres/a.ts', `import '@temporalio/client';`],
  'connection-stands-alone': ['src/temporal/a.ts', `import '../activities';`],
  'plugins-are-islands': ['src/targets/postgres/b.ts', `import '../../taps/postgres/tap';`],
  'contracts-are-small': ['src/pages/page-store.ts', `import 'node:fs';`],
  'plugins-listed-once': ['src/cli/f.ts', `import '../taps/postgres/tap';`],
  'systems-are-leaves': ['src/systems/postgres/a.ts', `import '../../taps/tap';`],
  'batch-files-are-read-by-systems': ['src/systems/batch-files/a.ts', `import '../../taps/tap';`],
  'stores-are-leaves': ['src/pages/store/a.ts', `import '../../taps/tap';`],
  'states-are-leaves': ['src/state/a.ts', `import '../taps/tap';`],
  'clouds-in-one-place': ['src/cli/h.ts', `import '@aws-sdk/client-s3';`],
  'sqlite-in-one-place': ['src/cli/i.ts', `import 'node-sqlite3-wasm';`],
  'stores-made-at-the-edge': ['src/activities/c.ts', `import '../pages/store/local';`],
  'duckdb-in-one-place': ['src/targets/postgres/d.ts', `import '@duckdb/node-api';`],
  'postgres-client-in-one-place': ['src/taps/postgres/a.ts', `import 'pg';`],
  'worker-is-a-root': ['src/temporal/b.ts', `import '../worker';`],
  'commands-are-roots': ['src/temporal/c.ts', `import '../cli/table';`],
  'programs-are-roots': ['src/cli/g.ts', `import './main';`],
};

interface Violation {
  readonly rule: string;
  readonly from: string;
}

let tree: string;
let violations: readonly Violation[];

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'meltemi-boundaries-'));
  const files = {
    ...surroundings,
    ...Object.fromEntries(Object.values(breaches)),
    'src/model/circle-b.ts': `import './circle-a';`,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  violations = cruise(tree);
});

afterAll(() => {
  rmSync(tree, { recursive: true, force: true });
});

/** The program ends with the number of violations as its code, so that must not be taken for a failure. */
function cruise(cwd: string): readonly Violation[] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', config, '--output-type', 'json', 'src', 'test'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${stderr}`);
  const report = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

function ruleNames(): readonly string[] {
  const print = `console.log(JSON.stringify(require(${JSON.stringify(config)}).forbidden.map((rule) => rule.name)))`;
  return JSON.parse(execFileSync(process.execPath, ['-e', print], { encoding: 'utf8' })) as string[];
}

test('every rule has a file here that breaks it', () => {
  expect(Object.keys(breaches).sort()).toEqual([...ruleNames()].sort());
});

test.each(Object.entries(breaches))('%s fires', (rule, [file]) => {
  expect(violations).toContainEqual({ rule, from: file });
});
