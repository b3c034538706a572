/** The short tier of `npm run chaos`: every kind of job, killed a few times, compared row by row. */
import { runChaos } from '../chaos/run-chaos';

const lines: string[] = [];
const say = (line: string): void => void lines.push(line);

test('kills of everything at random times and named points lose and double nothing', async () => {
  const report = await runChaos({ kills: 12, seed: 20, say });
  expect({ ...report, log: lines }).toMatchObject({ rowsWrong: 0, runsNeedingAHand: 0 });
  expect(report.kills).toBeGreaterThanOrEqual(12);
  expect(report.rowsChecked).toBeGreaterThan(50_000);
}, 600_000);

test('kills while four connections read a table lose and double nothing', async () => {
  const report = await runChaos({ kills: 10, rounds: 4, seed: 4, jobs: ['ranges', 'blocks'], say });
  expect({ ...report, log: lines }).toMatchObject({ rowsWrong: 0, runsNeedingAHand: 0 });
  expect(report.kills).toBeGreaterThanOrEqual(10);
  expect(report.rowsChecked).toBeGreaterThan(100_000);
}, 600_000);

test('activities that are executed twice change nothing', async () => {
  const report = await runChaos({ kills: 1, seed: 3, twice: true, rounds: 7, say });
  expect({ ...report, log: lines }).toMatchObject({ rowsWrong: 0, runsNeedingAHand: 0, runs: 7 });
}, 600_000);
