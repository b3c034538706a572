/** Singer programs that do what no program should: each has a named end, no memory is filled, nothing is left running. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isGone } from '../../support/process-tree';
import { rejection } from '../../support/rejection';
import { removeProjectFolders } from '../project/project-folder';
import { closeTaps, id, read, START, tapOf } from './tap-of-program';

afterEach(closeTaps);
afterAll(removeProjectFolders);

const LAST = `out({ type: 'STATE', value: { bookmarks: { clicks: { replication_key: 'id', replication_key_value: 6 } } } });`;
/** Writes its number, and waits for ever; `output`: what it does with the tap's stdout. */
const child = (output: 'inherit' | 'ignore', more = ''): string =>
  `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`require('fs').writeFileSync('child', String(process.pid)); ${more} setInterval(() => {}, 1000);`)}], { stdio: ['ignore', '${output}', 'ignore'] }).unref();
   while (!fs.existsSync('child'));`;

const childOf = (root: string): number => Number(readFileSync(join(root, 'child'), 'utf8'));

describe('what a tap leaves running', () => {
  test('is ended with it when it ends well', async () => {
    const { tap, root } = await tapOf(child('ignore'));
    expect((await read(tap, 'clicks', START)).lines.map(id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await isGone(childOf(root))).toBe(true);
  });

  test('is ended with it when it fails', async () => {
    const { tap, root } = await tapOf(`${child('inherit')} process.exit(3);`);
    expect(await rejection(read(tap, 'clicks', START))).toMatchObject({ code: 'PluginFailed' });
    expect(await isGone(childOf(root))).toBe(true);
  });

  test('has the time to print its last rows', async () => {
    const row = String.raw`{"type":"RECORD","stream":"clicks","record":{"id":7}}\n`;
    const filter = `setTimeout(() => { process.stdout.write('${row}'); process.exit(0); }, 700);`;
    const { tap } = await tapOf(child('inherit', filter));
    expect((await read(tap, 'clicks', START)).lines.map(id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('and holds its output open without a word is an error after a while, and ended', async () => {
    const { tap, root } = await tapOf(child('inherit'), undefined, { runningMs: 60_000, endedMs: 1000 });
    const error = await rejection(read(tap, 'clicks', START));
    expect(error).toMatchObject({ code: 'PluginFailed', recovery: 'never' });
    expect(String(error)).toContain('something that it had started kept its output open and printed nothing for 1 s');
    expect(await isGone(childOf(root))).toBe(true);
  });

  test('is ended by an abort, also when the tap itself has ended', async () => {
    const { tap, root } = await tapOf(child('inherit'));
    const stop = new AbortController();
    const reading = expect(read(tap, 'clicks', START, 1000, 'run', stop.signal)).rejects.toThrow(/aborted/);
    while (!existsSync(join(root, 'child'))) await sleep(20);
    await sleep(200);
    stop.abort();
    await reading;
    expect(await isGone(childOf(root))).toBe(true);
  });
});

test('a tap that hangs is an error after a while, told as such, and ended; what it said on stderr counts as life', async () => {
  const limits = { runningMs: 1500, endedMs: 1500 };
  const alive = `let said = 0; const telling = setInterval(() => { console.error('still there'); if (++said === 10) { clearInterval(telling); } }, 300);`;
  const { tap } = await tapOf(`${alive} setInterval(() => undefined, 1000);`, undefined, limits);
  const started = Date.now();
  const error = await rejection(read(tap, 'clicks', START));
  expect(error).toMatchObject({ code: 'PluginSilent', recovery: 'retry' });
  expect(String(error)).toMatch(
    /stream `clicks` of `tap-x`: it has printed nothing for \d s.*MELTEMI_PROGRAM_SILENCE_SECONDS/,
  );
  expect(Date.now() - started).toBeGreaterThan(10 * 300 + limits.runningMs - 300);
});

test('a tap that waits because nobody reads it does not hang', async () => {
  const { tap } = await tapOf('setTimeout(() => undefined, 100);', undefined, { runningMs: 800, endedMs: 800 });
  const first = await read(tap, 'clicks', START, 2);
  await sleep(2000);
  expect((await read(tap, 'clicks', first.next)).lines.map(id)).toEqual([3, 4, 5, 6]);
});

test('an end without a state leaves the bookmark where it was', async () => {
  const { tap } = await tapOf('');
  const { next, bookmark, lines } = await read(tap, 'users', START);
  expect({ next, bookmark, lines }).toEqual({ next: { kind: 'end' }, bookmark: null, lines: ['a', 'b', 'c'] });
});

test('a last line without its end, of a tap that ended well, is an error', async () => {
  const { tap } = await tapOf(`process.stdout.write('{"type":"RECORD","stream":"clicks","rec');`);
  expect(await rejection(read(tap, 'clicks', START))).toMatchObject({ code: 'RecordInvalid' });
});

test('a message of an unknown type is an error that names it', async () => {
  const error = await rejection(read((await tapOf(`out({ type: 'ROWS', rows: ['s3cr3t'] });`)).tap, 'clicks', START));
  expect(error).toMatchObject({ code: 'RecordInvalid' });
  expect(String(error)).toContain('a message of the unknown type `ROWS`');
  expect(String(error)).not.toContain('s3cr3t');
});

test('ACTIVATE_VERSION passes', async () => {
  const { tap } = await tapOf(`out({ type: 'ACTIVATE_VERSION', stream: 'clicks', version: 1 });`);
  expect((await read(tap, 'clicks', START)).lines).toHaveLength(6);
});

const GIGABYTE = 1024 * 1024 * 1024;
const MEMORY_BYTES = 400 * 1024 * 1024;

/** The most that this process grew by, while something was done. */
async function grownBy(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10);
  await work();
  clearInterval(timer);
  return most - before;
}

test('a line of a gigabyte is an error, and does not fill the memory: in a message, and in a file of one', async () => {
  const endless = `const x = Buffer.alloc(1024 * 1024, 'x');`;
  const message = `${endless} process.stdout.write('{"type":"RECORD","stream":"clicks","record":{"secret":"');
      let left = ${String(GIGABYTE)};
      const more = () => { while ((left -= x.length) > 0) if (!process.stdout.write(x)) return process.stdout.once('drain', more); };
      more();`;
  const file = `${endless} const file = fs.openSync('big', 'w'); fs.writeSync(file, '{"id":1}\\n{"secret":"');
      for (let i = 0; i < ${String(GIGABYTE)}; i += fs.writeSync(file, x));
      out({ type: 'BATCH', stream: 'clicks', encoding: { format: 'jsonl' }, manifest: ['file://' + process.cwd() + '/big'] });`;
  for (const [tail, told] of [
    [message, 'printed a line of more than 64 MB'],
    [file, 'more than 64 MB in one line, line 2'],
  ] as const) {
    const { tap, root } = await tapOf(tail);
    let error: unknown;
    const grown = await grownBy(async () => (error = await rejection(read(tap, 'clicks', START))));
    expect(error).toMatchObject({ code: 'RecordInvalid', recovery: 'never' });
    expect(String(error)).toContain(told);
    expect(grown).toBeLessThan(MEMORY_BYTES);
    writeFileSync(join(root, 'big'), '');
  }
}, 120_000);

test('three hundred megabytes on stderr do not fill the memory', async () => {
  const flood = `const line = Buffer.from('x'.repeat(999_999) + '\\n'); for (let i = 0; i < 300; i++) fs.writeSync(2, line); fs.writeSync(2, Buffer.alloc(50e6, 'y')); ${LAST}`;
  const { tap } = await tapOf(flood);
  const grown = await grownBy(async () => expect((await read(tap, 'clicks', START)).lines).toHaveLength(6));
  expect(grown).toBeLessThan(MEMORY_BYTES);
}, 60_000);

test('secrets do not reach the error of a tap that prints them', async () => {
  const { tap } = await tapOf(`out('password=s3cr3t in the midst of it');`);
  expect(String(await rejection(read(tap, 'clicks', START)))).not.toContain('s3cr3t');
});
