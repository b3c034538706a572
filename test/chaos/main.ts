/**
 * `npm run chaos -- [--kills 200] [--seed N] [--minutes N] [--targets s3,duckdb] [--jobs NAME,...] [--twice]`: runs every kind of job (or those named) into every target while source, target,
 * bucket, Temporal and workers are killed with -9 at random times and at every named point, and workers are frozen and woken as
 * zombies; after each run source and target are compared row by row. Prints where the kills fell; the last line says kills, rows
 * checked, rows wrong; the exit code is 1 if any is wrong or anything was left behind.
 *
 * `npm run chaos -- --programs [--kills 200] [--seed N] [--minutes N] [--jobs NAME,...]`: the same for jobs whose taps, mappers and targets are Singer programs of
 * PyPI and of the Singer SDK (it must be reachable the first time); who is killed are these programs, workers and Temporal.
 */
import { parseArgs } from 'node:util';
import { runProgramChaos } from './programs/run-program-chaos';
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
    programs: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const only = (['targets', 'jobs'] as const).map((name) =>
  values[name] === undefined ? '' : ` --${name} ${values[name]}`,
);
const which = values.programs ? '--programs ' : '';
console.log(
  `SEED=${seed} (repeat with: npm run chaos -- ${which}--kills ${values.kills} --seed ${seed}${only.join('')})`,
);

const shared = {
  kills: Number(values.kills),
  seed,
  ...(values.minutes === undefined ? {} : { minutes: Number(values.minutes) }),
  ...(values.jobs === undefined ? {} : { jobs: values.jobs.split(',') }),
  say: console.log,
};

async function programs(): Promise<boolean> {
  const report = await runProgramChaos(shared);
  for (const line of report.table) console.log(line);
  console.log(
    `${report.runs} runs, ${report.runsNeedingAHand} runs needing a hand, ${report.leftBehind} processes left behind, ` +
      `${report.rowsAgain} rows came again where the printed level allows it`,
  );
  console.log(`${report.kills} kills, ${report.rowsChecked} rows checked, ${report.rowsWrong} rows wrong`);
  return report.ok;
}

async function everything(): Promise<boolean> {
  const report = await runChaos({
    ...shared,
    twice: values.twice,
    ...(values.targets === undefined ? {} : { targets: values.targets.split(',').map(targetKind) }),
  });
  const { frozen, refused } = report.zombies;
  for (const line of report.table) console.log(line);
  for (const point of report.unmet) console.log(`nobody was killed at ${point}`);
  console.log(
    `${report.runs} runs, ${frozen} zombies, ${refused} of their writes refused, ${report.runsNeedingAHand} runs needing a hand, ` +
      `${report.pagesAgain} pages loaded again (${(report.pagesAgain / Math.max(1, report.kills)).toFixed(2)} per kill), ` +
      `${report.leftBehind} left behind`,
  );
  console.log(`${report.kills} kills, ${report.rowsChecked} rows checked, ${report.rowsWrong} rows wrong`);
  return report.ok;
}

(values.programs ? programs() : everything()).then(
  (ok) => process.exit(ok ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
