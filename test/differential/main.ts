/**
 * `npm run differential [-- --count 100000 --seed N --show 20]`: generated expressions, each evaluated by the real mapper (Python, in an
 * environment of its own below `node_modules/.cache`) and by ours. The exit code is 1 for a difference outside of `ALLOWED.md`, and
 * in a full run for an entry of that list that no longer occurs.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkAllowedList } from './allowed-list';
import { runDifferential, showDifference } from './run';

/** From this many expressions on every allowed difference is expected to occur. */
const FULL_RUN = 100_000;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: String(FULL_RUN) },
    seed: { type: 'string' },
    show: { type: 'string', default: '20' },
  },
});
checkAllowedList(resolve('test/differential/ALLOWED.md'));
// Both sides take naive times for local ones.
process.env['TZ'] = 'UTC';
const count = Number(values.count);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
console.log(`SEED=${seed} (repeat with: npm run differential -- --count ${count} --seed ${seed})`);

runDifferential({ count, seed, say: console.log }).then(
  (report) => {
    for (const difference of report.differences.slice(0, Number(values.show))) console.log(showDifference(difference));
    const share = ((report.evaluated / report.expressions) * 100).toFixed(1);
    console.log(
      `${report.expressions} expressions, ${share} % evaluated without an error, ${report.same} the same on both sides`,
    );
    for (const [name, times] of report.allowed) console.log(`  allowed: ${name} ${times}`);
    const unused = count < FULL_RUN ? [] : [...report.allowed].filter(([, times]) => times === 0);
    for (const [name] of unused) console.log(`  \`${name}\` of ALLOWED.md no longer occurs: take it off the list`);
    console.log(`${report.differences.length} differences outside of the list`);
    process.exit(report.differences.length === 0 && unused.length === 0 ? 0 : 1);
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
