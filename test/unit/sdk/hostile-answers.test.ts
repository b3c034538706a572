/** Answers that are broken, too large, or no answers: correct data, or an error that says what it is; tried again where that may help. */
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { HostileServer, type Handler } from '../../support/hostile-server';
import { ItemStream, readAll, type Outcome } from '../../support/hostile-stream';

const GOOD = '{"data":[{"id":1,"text":"é\\"]}"}],"next":null}';
const JSON_TYPE = { 'content-type': 'application/json' };

/** Reads from a server that answers with `bad` so many times, and well then. */
async function after(
  bad: (response: ServerResponse) => void,
  times = Infinity,
): Promise<Outcome & { requests: number }> {
  return from((_request, response, count) =>
    count <= times ? bad(response) : response.writeHead(200, JSON_TYPE).end(GOOD),
  );
}

async function from(handler: Handler): Promise<Outcome & { requests: number }> {
  const server = await HostileServer.http(handler);
  try {
    const outcome = await readAll(new ItemStream(server.url));
    return { ...outcome, requests: server.seen.length };
  } finally {
    await server.stop();
  }
}

async function fromBytes(answer: string | Buffer, timeoutSeconds = 5): Promise<Outcome & { requests: number }> {
  const server = await HostileServer.bytes((socket) => socket.end(answer));
  class Impatient extends ItemStream {
    override readonly timeoutSeconds = timeoutSeconds;
  }
  try {
    return { ...(await readAll(new Impatient(server.url))), requests: server.seen.length };
  } finally {
    await server.stop();
  }
}

describe('tried again', () => {
  test('JSON that is cut off heals, wherever it is cut', async () => {
    for (let length = 1; length < Buffer.byteLength(GOOD); length += 3) {
      const cut = Buffer.from(GOOD).subarray(0, length);
      // Not in the middle of the letter that has two bytes: that is no text.
      if (cut.at(-1) === 0xc3) continue;
      const { records, waits, error } = await after((response) => response.writeHead(200, JSON_TYPE).end(cut), 1);
      expect({ length, error, waits, records: records.length }).toEqual({
        length,
        error: null,
        waits: [2],
        records: 1,
      });
    }
  });

  test('JSON that stays cut off is told after five tries', async () => {
    const { error, requests } = await after((response) => response.end('{"data":[{"id":1}'));
    expect(error).toMatchObject({
      code: 'SourceUnavailable',
      message: expect.stringContaining('cut off after 17 characters') as string,
    });
    expect(requests).toBe(5);
  });

  test.each([
    ['gzip', gzipSync(GOOD)],
    ['br', brotliCompressSync(GOOD)],
    ['deflate', deflateSync(GOOD)],
  ])('a body of %s that is cut', async (encoding, body) => {
    const { records, waits } = await after(
      (response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': encoding }).end(body.subarray(0, -5)),
      2,
    );
    expect({ records: records.length, waits }).toEqual({ records: 1, waits: [2, 4] });
  });

  test.each([
    [
      'a reset in the middle',
      (response: ServerResponse) => void (response.write('{"data":['), response.socket?.resetAndDestroy()),
    ],
    ['a reset before a byte', (response: ServerResponse) => void response.socket?.resetAndDestroy()],
    [
      'fewer bytes than announced',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('{"data":[');
        setTimeout(() => response.socket?.destroy(), 20);
      },
    ],
  ])('%s', async (_name, bad) => {
    expect(await after(bad, 1)).toMatchObject({ error: null, waits: [2], records: [{ id: 1 }] });
  });
});

describe('told at once', () => {
  test.each([
    [
      'a page of HTML',
      { 'content-type': 'text/html' },
      '<!DOCTYPE html><html><title>Login secret</title></html>',
      /status 200 and is not JSON \(text\/html, 55 characters, a page of HTML\)/,
    ],
    ['text behind the JSON', JSON_TYPE, `${GOOD}x`, /is not JSON/],
    ['no body', JSON_TYPE, '', /is not JSON \(application\/json, 0 characters\)/],
    ['single quotes', JSON_TYPE, "{'data':[]}", /is not JSON/],
    ['NaN', JSON_TYPE, '{"data":[NaN]}', /is not JSON/],
    [
      'bytes that are no UTF-8',
      JSON_TYPE,
      Buffer.from('{"data":[{"a":"\xe9"}]}', 'latin1'),
      /bytes that are no text \(application\/json, 20 bytes\)/,
    ],
    [
      'a compression of its own',
      { 'content-encoding': 'zstd' },
      GOOD,
      /compressed in a way that was not asked for \(zstd\)/,
    ],
    [
      'compression upon compression',
      { 'content-encoding': 'gzip, gzip, gzip' },
      GOOD,
      /not asked for \(gzip, gzip, gzip\)/,
    ],
    ['more than is read, as announced', { 'content-length': String(5 * 1024 ** 3) }, '', /larger than 256 MB/],
  ])('%s', async (_name, headers, body, message) => {
    const { error, requests, records } = await after((response) => {
      response.writeHead(200, headers);
      if ('content-length' in headers) response.flushHeaders();
      else response.end(body);
    });
    expect(error?.message).toMatch(message);
    expect(error).toMatchObject({ code: 'SourceRejected' });
    expect(error?.message).not.toContain('secret');
    expect({ requests, records }).toEqual({ requests: 1, records: [] });
  });

  test.each([204, 304])('status %s, which has no body', async (status) => {
    const { error } = await after((response) => response.writeHead(status).end());
    expect(error?.message).toMatch(new RegExp(`has status ${status} and is not JSON`));
  });

  test('a failure in another charset is told by its status', async () => {
    const { error } = await after((response) => response.writeHead(404).end(Buffer.from([0xe9, 0xff])));
    expect(error?.message).toMatch(/^404 Client Error: Not Found for path: \/items/);
  });
});

describe('read as it is', () => {
  test.each([
    ['a mark of UTF-8', JSON_TYPE, Buffer.from(`\ufeff${GOOD}`)],
    ['UTF-16 with its mark', JSON_TYPE, Buffer.from(`\ufeff${GOOD}`, 'utf16le')],
    ['Latin-1 that says so', { 'content-type': 'application/json; charset=ISO-8859-1' }, Buffer.from(GOOD, 'latin1')],
    ['a charset that nobody knows', { 'content-type': 'application/json; charset=klingon' }, Buffer.from(GOOD)],
    ['a wrong content type', { 'content-type': 'text/plain' }, Buffer.from(GOOD)],
    ['gzip in capitals', { 'content-encoding': 'GZIP' }, gzipSync(GOOD)],
    ['gzip upon brotli', { 'content-encoding': 'br, gzip' }, gzipSync(brotliCompressSync(GOOD))],
    ['deflate without its header', { 'content-encoding': 'deflate' }, deflateRawSync(GOOD)],
    ['deflate', { 'content-encoding': 'deflate' }, deflateSync(GOOD)],
    ['no compression', { 'content-encoding': 'identity' }, Buffer.from(GOOD)],
  ])('%s', async (_name, headers, body) => {
    const { records, error } = await after((response) => response.writeHead(200, headers).end(body));
    expect(error).toBeNull();
    expect(records).toEqual([{ id: 1, text: 'é"]}' }]);
  });

  test('interim answers are passed over', async () => {
    const body = Buffer.from(GOOD);
    const { records, error } = await fromBytes(
      Buffer.concat([
        Buffer.from(
          `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`,
        ),
        body,
      ]),
    );
    expect({ error, count: records.length }).toEqual({ error: null, count: 1 });
  });
});

describe('no HTTP', () => {
  test.each([
    ['garbage', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['chunks that are none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a status that is none', 'HTTP/1.1 banana\r\n\r\n'],
    [
      'a switch of protocols that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    ],
    ['nothing', ''],
  ])('%s is told after five tries', async (_name, bytes) => {
    const { error, waits } = await fromBytes(bytes);
    expect(error?.message).toMatch(/^The request for path \/items got no whole answer from 127\.0\.0\.1:\d+: /);
    expect(waits).toEqual([2, 4, 8, 16]);
  });

  test('headers without end', async () => {
    const { error, requests } = await fromBytes(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1_000_000)}\r\n\r\n`);
    expect(error).toMatchObject({
      code: 'SourceRejected',
      message: expect.stringContaining('HEADERS_OVERFLOW') as string,
    });
    expect(requests).toBe(1);
  });
});

class Impatient extends ItemStream {
  override readonly timeoutSeconds: number = 0.3;
  override readonly maxTries = 2;
}

test('a server that never answers is given up', async () => {
  const server = await HostileServer.bytes(() => undefined);
  const { error, waits } = await readAll(new Impatient(server.url));
  expect(error?.message).toContain('HEADERS_TIMEOUT');
  expect(waits).toEqual([2]);
  await server.stop();
});

test('a byte now and then does not hold the tap for ever', async () => {
  const server = await HostileServer.http((_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 100);
    response.on('close', () => clearInterval(timer));
  });
  const started = performance.now();
  const { error } = await readAll(new Impatient(server.url));
  expect(error?.message).toContain('the answer did not end');
  expect(performance.now() - started).toBeLessThan(12_000);
  await server.stop();
});

test.each([
  ['endless', null],
  ['a bomb of gzip', createGzip],
])('%s: an error, and memory is bounded', async (_name, compress) => {
  let sent = 0;
  const chunk = Buffer.alloc(1024 * 1024, '[');
  const server = await HostileServer.http((_request, response) => {
    response.writeHead(200, compress === null ? {} : { 'content-encoding': 'gzip' });
    const out = compress?.();
    out?.pipe(response);
    const write = (): void => {
      while (!response.destroyed && !response.writableEnded) {
        sent++;
        if (!(out ?? response).write(chunk)) return void (out ?? response).once('drain', write);
      }
    };
    response.on('close', () => out?.destroy());
    write();
  });
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10);
  const { error, waits } = await readAll(new ItemStream(server.url));
  clearInterval(watch);
  await server.stop();
  expect(error).toMatchObject({
    code: 'SourceRejected',
    message: expect.stringContaining('larger than 256 MB') as string,
  });
  expect(waits).toEqual([]);
  // Both sides are in this process: the body as far as it is read, and what is on its way.
  expect((most - before) / 1024 ** 2).toBeLessThan(600);
  if (compress === null) expect(sent).toBeLessThan(400);
});
