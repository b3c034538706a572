/** Pipes in which a program hangs, or leaves something behind that does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isGone } from '../../support/process-tree';
import { rejection } from '../../support/rejection';
import { removeProjectFolders } from '../project/project-folder';
import { PROGRAMS, Trial } from './pipe-trial';

afterAll(removeProjectFolders);

const LIMITS = { runningMs: 1500, endedMs: 1500 };
const FOR_EVER = 'setInterval(() => undefined, 1000);';
const ALL = [{ id: 0 }, { id: 1 }, { id: 2 }];
const child = (output: 'inherit' | 'ignore', work: string): string =>
  `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(work)}], { stdio: ['ignore', '${output}', 'ignore'] }).unref();`;

test('a tap that hangs is ended, what it gave is loaded, and it is tried again', async () => {
  const trial = new Trial({ tap: `${PROGRAMS.tap}\n${FOR_EVER}` });
  const error = await rejection(trial.run({}, LIMITS));
  expect(error).toMatchObject({ code: 'PluginSilent', recovery: 'retry' });
  expect(String(error)).toMatch(/^MeltemiError: Extractor failed: `tap-x` was waited for and did nothing for 2 s/);
  expect(trial.states).toEqual([{ id: 3 }]);
  expect(trial.out).toMatchObject({ rows: ALL });
});

test('one that takes no notice of being told to end is killed, and blamed for hanging', async () => {
  const tap = `process.on('SIGTERM', () => process.exit(0)); ${PROGRAMS.tap}\n${FOR_EVER}`;
  expect(await rejection(new Trial({ tap }).run({}, LIMITS))).toMatchObject({ code: 'PluginSilent' });
});

test('a target that reads nothing is the one to blame', async () => {
  const endless = `const line = JSON.stringify({ type: 'RECORD', stream: 's', record: { text: 'x'.repeat(10_000) } }) + '\\n';
    const more = () => { while (process.stdout.write(line)); process.stdout.once('drain', more); }; more();`;
  const error = await rejection(new Trial({ tap: endless, target: FOR_EVER }).run({}, LIMITS));
  expect(error).toMatchObject({ code: 'PluginSilent' });
  expect(String(error)).toContain('Loader failed: `target-y` was waited for');
});

test('so is one that does not end when there is nothing left to read', async () => {
  const error = await rejection(new Trial({ target: `${PROGRAMS.target}\n${FOR_EVER}` }).run({}, LIMITS));
  expect(String(error)).toContain('Loader failed: `target-y` was waited for');
});

test('and a mapper that keeps what it reads', async () => {
  const trial = new Trial({ mapper: `process.stdin.resume(); ${FOR_EVER}` });
  const error = await rejection(trial.run({ mappings: ['shout'] }, LIMITS));
  expect(String(error)).toContain('Mappers failed: `map-x` was waited for');
});

test('what is said on stderr counts as life', async () => {
  const saying = `const saying = setInterval(() => console.error('busy'), 300); setTimeout(() => clearInterval(saying), 4000);`;
  const trial = new Trial({ tap: `${PROGRAMS.tap}\n${saying}` });
  await trial.run({}, LIMITS);
  expect(trial.out).toMatchObject({ rows: ALL });
});

test('what a tap leaves behind may print its last rows, and is ended then', async () => {
  const last = `setTimeout(() => console.log('{"type":"RECORD","stream":"clicks","record":{"id":9}}'), 500)`;
  const trial = new Trial({
    tap: `${PROGRAMS.tap}\n${child('inherit', last)} ${child('ignore', `require('fs').writeFileSync('child', String(process.pid)); ${FOR_EVER}`)}
      while (!fs.existsSync('child'));`,
  });
  await trial.run({}, LIMITS);
  expect(trial.out).toMatchObject({ rows: [...ALL, { id: 9 }] });
  expect(await isGone(Number(readFileSync(join(trial.root, 'child'), 'utf8')))).toBe(true);
});

test('where it holds the output open without a word, that is an error, and the target loads what there is', async () => {
  const trial = new Trial({ tap: `${PROGRAMS.tap}\n${child('inherit', FOR_EVER)}` });
  const error = await rejection(trial.run({}, { runningMs: 60_000, endedMs: 1000 }));
  expect(error).toMatchObject({ code: 'PluginFailed', recovery: 'never' });
  expect(String(error)).toContain('`tap-x` ended with exit code 0, but something that it had started kept its output');
  expect(trial.out).toMatchObject({ rows: ALL });
});
