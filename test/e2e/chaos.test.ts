/** The short tier of `npm run chaos`: a job into every kind of target, killed a few times, compared row by row. */
import { TARGET_KINDS } from '../chaos/fault-points';
import { JOBS } from '../chaos/jobs';
import { runChaos } from '../chaos/run-chaos';

const lines: string[] = [];
const say = (line: string): void => void lines.push(line);
const unharmed = { rowsWrong: 0, leftBehind: 0, runsNeedingAHand: 0 };

/** One of each target. */
const SHORT = ['merged', 's3-parquet-append', 'duck-merge', 'csv-append', 'jsonl-overwrite', 'parquet-overwrite'];

test('kills of everything at random times and named points lose and double nothing, in every target', async () => {
  const kinds = JOBS.filter(({ name }) => SHORT.includes(name)).map(({ target }) => target);
  expect(new Set(kinds)).toEqual(new Set(TARGET_KINDS));
  const options = { kills: 14, rounds: SHORT.length, killsPerRun: 1, rows: 3000, jobs: SHORT };
  const report = await runChaos({ ...options, seed: 20, say });
  expect({ ...report, log: lines }).toMatchObject(unharmed);
  expect(report.kills).toBeGreaterThanOrEqual(12);
  expect(report.rowsChecked).toBeGreaterThan(15_000);
}, 600_000);

test('kills while four connections read a table lose and double nothing', async () => {
  const report = await runChaos({ kills: 10, rounds: 4, seed: 4, jobs: ['ranges', 'blocks'], say });
  expect({ ...report, log: lines }).toMatchObject(unharmed);
  expect(report.kills).toBeGreaterThanOrEqual(10);
  expect(report.rowsChecked).toBeGreaterThan(40_000);
}, 600_000);

test('activities that are executed twice change nothing', async () => {
  const options = { kills: 1, seed: 3, twice: true, rounds: SHORT.length, rows: 3000, jobs: SHORT };
  const report = await runChaos({ ...options, say });
  expect({ ...report, log: lines }).toMatchObject({ ...unharmed, runs: SHORT.length });
}, 600_000);
