/** The short tier of `npm run chaos -- --programs`: programs of PyPI and of the Singer SDK, killed a few times, compared row by row. */
import { runProgramChaos } from '../chaos/programs/run-program-chaos';

/** The environments of the real plugins are made first, once. */
jest.setTimeout(900_000);

const lines: string[] = [];
const say = (line: string): void => void lines.push(line);

/** A tap into pages, a pipe of three with a key, and one of two without. */
const SHORT = ['tap-merge', 'pipe-merge', 'labs-append'];

test('kills of taps, mappers, targets and workers lose nothing, and double nothing that the printed level does not allow', async () => {
  const report = await runProgramChaos({ kills: 6, killsPerRun: 2, rows: 2000, seed: 7, jobs: SHORT, say });
  expect({ ...report, log: lines }).toMatchObject({ rowsWrong: 0, leftBehind: 0, runsNeedingAHand: 0, ok: true });
  expect(report.kills).toBeGreaterThanOrEqual(6);
  expect(report.rowsChecked).toBeGreaterThan(6000);
});
