/** A Singer program as a tap that is read page by page, with real processes. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '../../../src/model/position';
import type { Tap } from '../../../src/taps/tap';
import { rejection } from '../../support/rejection';
import { removeProjectFolders } from '../project/project-folder';
import { closeTaps, given, id, Page, read, selected, signal, START, tapOf } from './tap-of-program';

afterEach(closeTaps);
afterAll(removeProjectFolders);

test('the catalog gives the selected streams, their columns, keys and replication', async () => {
  const { tap, root } = await tapOf();
  const { streams } = await tap.discover(signal);
  expect(streams.map(({ stream }) => stream)).toMatchObject([
    {
      name: 'clicks',
      schema: { columns: [{ name: 'id' }, { name: 'amount' }, { name: 'extra' }], keyProperties: ['id'] },
      replication: { method: 'INCREMENTAL', replicationKey: 'id', comparison: 'gte' },
    },
    { name: 'users', replication: { method: 'FULL_TABLE' } },
  ]);
  expect(streams.map(({ stream }) => tap.resumable(stream))).toEqual([true, false]);
  await tap.discover(signal, ['clicks']);
  expect(readFileSync(join(root, 'discoveries'), 'utf8')).toBe('x');
});

test('a stream is read by a process of its own, digits and documents as they are', async () => {
  const { tap, root } = await tapOf();
  const { lines, next, bookmark } = await read(tap, 'clicks', START);
  expect(given(root)).toEqual({ streams: ['clicks'], state: null });
  expect(lines.map(id)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(lines[0]).toBe('1\t12345678901234567.10\t{"n":1.0}');
  expect(next).toEqual({ kind: 'end' });
  expect(bookmark).toEqual({
    replicationKey: 'id',
    value: 6,
    singer: { replication_key: 'id', replication_key_value: 6, more: [6] },
  });
});

test('a full page ends at the next state, and the same process goes on', async () => {
  const { tap, root } = await tapOf();
  const first = await read(tap, 'clicks', START, 1);
  expect(first.lines.map(id)).toEqual([1, 2]);
  expect(first.bookmark).toMatchObject({ value: 2 });
  const second = await read(tap, 'clicks', first.next, 3);
  expect(second.lines.map(id)).toEqual([3, 4, 5, 6]);
  expect(given(root)).toEqual({ streams: ['clicks'], state: null });
});

test('when the process is lost, another one goes on from the state of the last page', async () => {
  const { tap, root } = await tapOf();
  const first = await read(tap, 'clicks', START, 1);
  await tap.close();
  const { tap: elsewhere } = await tapOf('', root);
  const second = await read(elsewhere, 'clicks', first.next);
  expect(second.lines.map(id)).toEqual([3, 4, 5, 6]);
  const entry = { replication_key: 'id', replication_key_value: 2, more: [2] };
  expect(given(root)).toEqual({ streams: ['clicks'], state: { bookmarks: { clicks: entry } } });
});

test('an earlier position of the same run is read anew', async () => {
  const { tap } = await tapOf();
  const first = await read(tap, 'clicks', START, 1);
  await read(tap, 'clicks', first.next, 1);
  expect((await read(tap, 'clicks', first.next, 1)).lines.map(id)).toEqual([3, 4]);
});

test('a full table in pieces belongs to its process: lost, the stream starts over', async () => {
  const { tap, root } = await tapOf();
  const first = await read(tap, 'users', START, 1);
  expect(first).toMatchObject({ lines: ['a'], bookmark: null });
  const second = await read(tap, 'users', first.next, 1);
  expect(second.lines).toEqual(['b']);
  const { tap: elsewhere } = await tapOf('', root);
  expect(await rejection(read(elsewhere, 'users', second.next))).toMatchObject({ code: 'SessionLost' });
});

describe('records in files (BATCH messages)', () => {
  const batch = (stream: string, file: string) =>
    `out({ type: 'BATCH', stream: '${stream}', encoding: { format: 'jsonl', compression: 'gzip' }, manifest: ['file://' + process.cwd() + '/${file}'] });`;
  const packed = (root: string, name: string, lines: string): void => writeFileSync(join(root, name), gzipSync(lines));

  test('a page of an incremental stream ends at the state behind them', async () => {
    const tail = `${batch('clicks', 'more.gz')} ${batch('others', 'gone.gz')}
      out({ type: 'STATE', value: { bookmarks: { clicks: { replication_key: 'id', replication_key_value: 8 } } } });`;
    const { tap, root } = await tapOf(tail);
    packed(root, 'more.gz', '{"id":7,"amount":0.10}\n{"id":8}\n');
    const first = await read(tap, 'clicks', START, 6);
    expect(first.lines).toHaveLength(6);
    const second = await read(tap, 'clicks', first.next, 1);
    expect(second.lines.map((line) => line.split('\t').slice(0, 2))).toEqual([
      ['7', '0.10'],
      ['8', '\\N'],
    ]);
    expect(second.bookmark).toMatchObject({ value: 8 });
  });

  test('a page of another stream may end in the midst of one', async () => {
    const { tap, root } = await tapOf(batch('users', 'more.gz'));
    packed(root, 'more.gz', '{"name":"d"}\n{"name":"e"}\n{"name":"f"}\n');
    const first = await read(tap, 'users', START, 4);
    const second = await read(tap, 'users', first.next, 1);
    const third = await read(tap, 'users', second.next);
    expect([first, second, third].map(({ lines }) => lines.join(''))).toEqual(['abcd', 'e', 'f']);
    expect(third.next).toEqual({ kind: 'end' });
  });
});

test.each([
  [
    "process.exitCode = 3; console.error('no such host');",
    'PluginFailed',
    /`tap-x` ended with exit code 3.*no such host/s,
  ],
  ["out('hello');", 'RecordInvalid', /no Singer message/],
  [
    "out({ type: 'BATCH', stream: 'clicks', manifest: ['s3://b/c'], encoding: { format: 'jsonl' } });",
    'Unsupported',
    /`s3:\/\/`/,
  ],
  [
    "out({ type: 'SCHEMA', stream: 'clicks', schema: { properties: { id: {}, fresh: {} } } });",
    'SourceSchemaChanged',
    /`fresh`.*--refresh-catalog/s,
  ],
  ["out({ type: 'RECORD', stream: 'clicks', record: { id: 'x' } });", 'RecordInvalid', /column `id` is not an integer/],
])('%s is %s', async (tail, code, message) => {
  const { tap } = await tapOf(tail);
  const error = await rejection(read(tap, 'clicks', START));
  expect(error).toMatchObject({ code, recovery: 'never' });
  expect(String(error)).toMatch(message);
});

test('the next attempt at a stream that cannot go on says what had happened to its process', async () => {
  const { tap } = await tapOf(`process.kill(process.pid, 'SIGKILL');`);
  const first = await read(tap, 'users', START, 1);
  const rest = [await rejection(read(tap, 'users', first.next)), await rejection(read(tap, 'users', first.next))];
  expect(rest).toMatchObject([{ code: 'PluginKilled' }, { code: 'SessionLost' }]);
  expect(String(rest[1])).toMatch(/starts over by itself.*What had happened: .*signal SIGKILL/s);
});

test.each([
  ['between two lines', ''],
  ['in the midst of a line', `fs.writeSync(1, '{"type":"RECORD","stream":"cli');`],
])('a process that is killed %s is followed by one that goes on from the last page', async (_, before) => {
  const once = `if (given('--state') === null) { ${before} process.kill(process.pid, 'SIGKILL'); }`;
  const { tap, root } = await tapOf(once);
  const first = await read(tap, 'clicks', START, 1);
  expect(await rejection(read(tap, 'clicks', first.next))).toMatchObject({ code: 'PluginKilled', recovery: 'retry' });
  const { tap: another } = await tapOf('', root);
  expect((await read(another, 'clicks', first.next)).lines.map(id)).toEqual([3, 4, 5, 6]);
});

describe('a tap that says nothing for the time of a page', () => {
  const GO = `const going = setInterval(() => { if (fs.existsSync('go')) { clearInterval(going); MORE } }, 20);`;
  const more = `out('{"type":"RECORD","stream":"clicks","record":{"id":8}}');
    out({ type: 'STATE', value: { bookmarks: { clicks: { replication_key: 'id', replication_key_value: 8 } } } });`;

  async function readFor(maxSeconds: number, tap: Tap, position: Position) {
    const page = new Page();
    const stream = await selected(tap, 'clicks');
    const limits = { maxRows: 1000, maxBytes: 1e9, maxSeconds };
    const request = { stream, position, limits, encoding: 'text', sessionKey: 'run' } as const;
    return { ...(await tap.extractPage(request, page, signal)), lines: page.lines };
  }

  test('does not keep back what stands before its last state, and goes on when it has more', async () => {
    const { tap, root } = await tapOf(GO.replace('MORE', more));
    const first = await readFor(1, tap, START);
    expect(first.lines.map(id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(first).toMatchObject({ bookmark: { value: 6 }, next: { kind: 'cursor' } });
    writeFileSync(join(root, 'go'), '');
    const second = await readFor(60, tap, first.next);
    expect(second.lines.map(id)).toEqual([8]);
    expect(second).toMatchObject({ bookmark: { value: 8 }, next: { kind: 'end' } });
  });

  test('keeps a page open that has rows behind its last state', async () => {
    const { tap, root } = await tapOf(
      `out('{"type":"RECORD","stream":"clicks","record":{"id":7}}'); ${GO.replace('MORE', more)}`,
    );
    const reading = readFor(1, tap, START);
    await sleep(2500);
    writeFileSync(join(root, 'go'), '');
    expect((await reading).lines.map(id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('and then fails, with nobody waiting, fails the next page', async () => {
    const { tap, root } = await tapOf(GO.replace('MORE', `process.stdout.write('{"type":'); process.exit(3);`));
    const first = await readFor(1, tap, START);
    writeFileSync(join(root, 'go'), '');
    await sleep(1000);
    expect(await rejection(readFor(60, tap, first.next))).toMatchObject({ code: 'PluginFailed' });
  });
});

test('an abort ends the process', async () => {
  const { tap, root } = await tapOf('setInterval(() => undefined, 1000);');
  const stop = new AbortController();
  const stream = await selected(tap, 'clicks');
  const limits = { maxRows: 1000, maxBytes: 1e9, maxSeconds: 60 };
  const request = { stream, position: START, limits, encoding: 'text', sessionKey: 'run' } as const;
  const reading = expect(tap.extractPage(request, new Page(), stop.signal)).rejects.toThrow(/aborted/);
  while (!existsSync(join(root, 'given.json'))) await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort();
  await reading;
});
