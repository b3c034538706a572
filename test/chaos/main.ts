/**
 * `npm run chaos -- [--kills 200] [--seed N] [--twice] [--jobs NAME,...]`: runs every kind of job (or those named) while source, target, Temporal and workers are killed with -9 at
 * random times and at every named point, and workers are frozen and woken as zombies; after each run source and target are compared
 * row by row. The last line says kills, rows checked, rows wrong; the exit code is 1 if any is wrong.
 */
import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string' },
    twice: { type: 'boolean', default: false },
    jobs: { type: 'string' },
  },
});
const jobs = values.jobs === undefined ? {} : { jobs: values.jobs.split(',') };
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
console.log(`SEED=${seed} (repeat with: npm run chaos -- --kills ${values.kills} --seed ${seed})`);

runChaos({ kills: Number(values.kills), seed, twice: values.twice, ...jobs, say: console.log }).then(
  (report) => {
    console.log(
      `${report.runs} runs, ${report.zombiesRefused} of ${report.zombies} zombie writes refused, ` +
        `${report.runsNeedingAHand} runs needing a hand, ${report.pagesAgain} pages loaded again (${(report.pagesAgain / Math.max(1, report.kills)).toFixed(2)} per kill)`,
    );
    console.log(`${report.kills} kills, ${report.rowsChecked} rows checked, ${report.rowsWrong} rows wrong`);
    process.exit(report.ok ? 0 : 1);
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
