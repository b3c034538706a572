import { fittingWords, type NamesOf } from '../../../src/cli/completion/fitting-words';
import { createProgram } from '../../../src/cli/program';

const NAMES: Readonly<Record<string, readonly string[]>> = {
  jobs: ['orders', 'orders-full'],
  schedules: ['daily'],
  environments: ['dev', 'prod'],
};
const names: NamesOf = async (what) => NAMES[what] ?? [];

test.each([
  ['pla', ['plan']],
  ['schedule ', ['apply', 'run', 'pause', 'unpause', 'backfill']],
  ['schedule run ', ['daily']],
  ['run or', ['orders', 'orders-full']],
  ['--environment ', ['dev', 'prod']],
  ['--environment prod run --state-', ['--state-strategy', '--state-id-suffix']],
  ['run --state-strategy m', ['merge']],
  ['run --select orders --full', ['--full-refresh']],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['runs ', []],
])('after `%s` fit %j', async (typed, expected) => {
  const found = await fittingWords(
    createProgram(() => undefined),
    typed.split(' '),
    names,
  );
  expect([...found].sort()).toEqual(expect.arrayContaining([...expected]));
  expect(found.length).toBeLessThanOrEqual(Math.max(expected.length, typed === 'schedule ' ? 10 : 0));
});
