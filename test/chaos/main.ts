/**
 * `npm run chaos -- [--kills 200] [--seed N] [--minutes N] [--targets s3,duckdb] [--jobs NAME,...] [--twice]`: runs every kind of job (or those named) into every target while source, target,
 * bucket, Temporal and workers are killed with -9 at random times and at every named point, and workers are frozen and woken as
 * zombies; after each run source and target are compared row by row. Prints where the kills fell; the last line says kills, rows
 * checked, rows wrong; the exit code is 1 if any is wrong or anything was left behind.
 */
import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos';
import { targetKind } from './tally';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
    targets: { type: 'string' },
    jobs: { type: 'string' },
    twice: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const only = (['targets', 'jobs'] as const).map((name) =>
  values[name] === undefined ? '' : ` --${name} ${values[name]}`,
);
console.log(`SEED=${seed} (repeat with: npm run chaos -- --kills ${values.kills} --seed ${seed}${only.join('')})`);

const options = {
  kills: Number(values.kills),
  seed,
  twice: values.twice,
  ...(values.minutes === undefined ? {} : { minutes: Number(values.minutes) }),
  ...(values.jobs === undefined ? {} : { jobs: values.jobs.split(',') }),
  ...(values.targets === undefined ? {} : { targets: values.targets.split(',').map(targetKind) }),
  say: console.log,
};
runChaos(options).then(
  (report) => {
    const { frozen, refused } = report.zombies;
    for (const line of report.table) console.log(line);
    for (const point of report.unmet) console.log(`nobody was killed at ${point}`);
    console.log(
      `${report.runs} runs, ${frozen} zombies, ${refused} of their writes refused, ${report.runsNeedingAHand} runs needing a hand, ` +
        `${report.pagesAgain} pages loaded again (${(report.pagesAgain / Math.max(1, report.kills)).toFixed(2)} per kill), ` +
        `${report.leftBehind} left behind`,
    );
    console.log(`${report.kills} kills, ${report.rowsChecked} rows checked, ${report.rowsWrong} rows wrong`);
    process.exit(report.ok ? 0 : 1);
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
