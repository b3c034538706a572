/**
 * Sends requests: kept connections, bounded answers, compressed bodies, redirects followed by hand. Credentials never follow a redirect
 * to another host, and a public server cannot send the tap to a private address.
 */
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { STATUS_CODES } from 'node:http';
import type { Readable } from 'node:stream';
import { Agent, request, type Dispatcher } from 'undici';
import { MeltemiError } from '../../model/errors';
import { isPrivateHost } from './private-host';
import type { PreparedRequest } from './request';
import { Response } from './response';

/** Seconds without a byte after which a server counts as gone: the Singer SDK's. */
export const TIMEOUT_SECONDS = 300;
/** Larger answers are refused: an answer is read whole. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;
const MAX_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface SendOptions {
  readonly timeoutSeconds: number;
  readonly allowRedirects: boolean;
  readonly signal: AbortSignal;
}

export class HttpClient {
  readonly #agent: Dispatcher;

  constructor(agent: Dispatcher = new Agent({ keepAliveTimeout: 30_000, connections: 16 })) {
    this.#agent = agent;
  }

  /** Throws `SourceUnavailable` when the server cannot be reached or breaks off, `SourceRejected` for an answer that is too large or leads astray. */
  async send(prepared: PreparedRequest, options: SendOptions): Promise<Response> {
    let current = prepared;
    for (let hops = 0; ; hops++) {
      const answer = await this.#once(current, options);
      const location = answer.headers['location'];
      if (!options.allowRedirects || !REDIRECTS.has(answer.status) || location === undefined) return answer;
      if (hops === MAX_REDIRECTS) throw astray(current, `it redirects more than ${MAX_REDIRECTS} times`);
      current = redirected(current, location, answer.status);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #once(prepared: PreparedRequest, { timeoutSeconds, signal }: SendOptions): Promise<Response> {
    const { method, body } = prepared;
    const url = new URL(prepared.query === '' ? prepared.url : `${prepared.url}?${prepared.query}`);
    const timeout = timeoutSeconds * 1000;
    try {
      const answer = await request(url, {
        method,
        headers: { 'accept-encoding': 'gzip, deflate, br', ...prepared.headers },
        body,
        dispatcher: this.#agent,
        signal,
        headersTimeout: timeout,
        bodyTimeout: timeout,
      });
      const headers = headerTexts(answer.headers);
      const text = await readText(decoded(answer.body, headers['content-encoding']), url.pathname);
      return new Response(url.pathname, answer.statusCode, STATUS_CODES[answer.statusCode] ?? '', headers, text);
    } catch (error) {
      if (error instanceof MeltemiError) throw error;
      signal.throwIfAborted();
      throw unreachable(url, error);
    }
  }
}

function headerTexts(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function decoded(body: Readable, encoding: string | undefined): Readable {
  const decoder =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : null;
  if (decoder === null) return body;
  body.on('error', (error) => decoder.destroy(error));
  return body.pipe(decoder);
}

async function readText(body: Readable, path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      body.destroy();
      throw new MeltemiError(
        'SourceRejected',
        `The answer for path ${path} is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB.`,
        'Ask for fewer records at a time.',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The request that a redirect leads to, as `requests` makes it. */
function redirected(from: PreparedRequest, location: string, status: number): PreparedRequest {
  const here = new URL(from.url);
  const next = new URL(location, here);
  if (next.protocol !== 'http:' && next.protocol !== 'https:')
    throw astray(from, 'it redirects to something that is no web address');
  const sameHost = next.host === here.host;
  if (!sameHost && isPrivateHost(next.hostname) && !isPrivateHost(here.hostname))
    throw astray(from, 'it redirects to a private address');
  const staysAsItIs = status === 307 || status === 308 || from.method === 'GET';
  const query = next.search.slice(1);
  next.search = '';
  next.hash = '';
  return {
    method: staysAsItIs ? from.method : 'GET',
    url: next.href,
    query,
    headers: sameHost ? from.headers : harmless(from.headers),
    body: staysAsItIs ? from.body : null,
  };
}

/** What is sent to a host that the author has not named: nothing that could be a credential. */
const HARMLESS: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);

function harmless(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name.toLowerCase())));
}

function astray({ url }: PreparedRequest, what: string): MeltemiError {
  return new MeltemiError(
    'SourceRejected',
    `The server of ${new URL(url).host} is not followed: ${what}.`,
    'Look at the URL of the stream.',
  );
}

function unreachable(url: URL, error: unknown): MeltemiError {
  const code = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.name : 'unknown');
  return new MeltemiError(
    'SourceUnavailable',
    `The request for path ${url.pathname} got no whole answer from ${url.host}: ${code}.`,
    'It is tried again by itself; if it stays, look at the network and the server.',
    { cause: error },
  );
}
