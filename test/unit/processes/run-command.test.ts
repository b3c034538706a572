/** Commands of plugins as blocks of a job, with real programs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redactor } from '../../../src/model/redactor';
import type { CommandRef } from '../../../src/model/run';
import { runCommand } from '../../../src/processes/run-command';
import { openProjectSource } from '../../../src/project/project-source';
import { isGone } from '../../support/process-tree';
import { rejection } from '../../support/rejection';
import { projectFolder, removeProjectFolders } from '../project/project-folder';
import { writeProgram } from './programs';

afterAll(removeProjectFolders);

const TEXT = `
plugins:
  utilities:
    - name: util
      executable: ./bin/util
      settings: [{name: token, sensitive: true}]
      config: {token: s3cr3t-token}
      commands: {hello: hello $UTIL_TOKEN, fail: fail, wait: wait, behind: behind, hang: hang}
`;
const BODY = `
const [what, word] = process.argv.slice(2);
if (what === 'fail') { console.error('no such table'); process.exit(3); }
if (what === 'wait') { console.log('waiting'); setInterval(() => undefined, 1000); }
else if (what === 'behind' || what === 'hang') {
  const work = what === 'hang' ? 'setInterval(() => {}, 1000)' : 'setTimeout(() => console.log("done behind"), 500)';
  const { pid } = require('child_process').spawn(process.execPath, ['-e', work], { stdio: 'inherit' });
  console.log(pid);
  process.exit(0);
} else console.log('said', what ?? 'nothing', word ?? '', 'in', process.cwd() === process.env.MELTANO_PROJECT_ROOT);
`;

async function run(command: string | null, signal = new AbortController().signal, lines: string[] = []) {
  const root = projectFolder({ 'meltano.yml': TEXT });
  writeProgram(root, 'bin/util', BODY);
  const loaded = await openProjectSource(root, {}).load();
  const ref: CommandRef = {
    project: loaded.id,
    environment: null,
    plugin: 'util',
    pluginKind: 'utilities',
    command,
  };
  const silence = { runningMs: Infinity, endedMs: 1000 };
  await runCommand(loaded, ref, { redactor: new Redactor(), signal, onLine: (line) => lines.push(line), silence });
  return lines;
}

test('a command gets its arguments and runs in the project; its output is masked', async () => {
  expect(await run('hello')).toEqual(['said hello **** in true']);
});

test('a plugin without a command is run without arguments', async () => {
  expect(await run(null)).toEqual(['said nothing  in true']);
});

test('a program that fails is told with its exit code and last lines', async () => {
  const error = await rejection(run('fail'));
  expect(error).toMatchObject({ code: 'CommandFailed', recovery: 'never' });
  expect(String(error)).toContain('`util:fail`: the program ended with exit code 3. Its last lines:\nno such table');
});

test('an abort ends the program', async () => {
  const stop = new AbortController();
  const lines: string[] = [];
  const running = rejection(run('wait', stop.signal, lines));
  while (lines.length === 0) await sleep(20);
  stop.abort();
  expect(await running).toMatchObject({ code: 'CommandFailed' });
});

test('what it leaves running is waited for while it holds the output, as Meltano does', async () => {
  expect((await run('behind'))[1]).toBe('done behind');
});

test('but not for ever: after a long silence it is ended, and said so', async () => {
  const [pid, told] = await run('hang');
  expect(told).toBe('What it had started kept its output open and printed nothing for 1 s: it was ended.');
  expect(await isGone(Number(pid))).toBe(true);
});
