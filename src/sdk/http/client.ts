/**
 * Sends requests: kept connections, bounded answers, compressed bodies, redirects followed by hand. Credentials never follow a redirect
 * to a host that is not trusted, and a server cannot send the tap to a private address that the author has not named.
 */
import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import type { LookupFunction } from 'node:net';
import { Agent, request, type Dispatcher } from 'undici';
import { MeltemiError } from '../../model/errors';
import { readBody, textOfBody } from './body';
import { isPrivateHost, PRIVATE_ADDRESS, publicLookup } from './private-host';
import { asAllowed, footingOf, OWN_HOST, type Reach } from './reach';
import type { PreparedRequest } from './request';
import { Response } from './response';

/** Seconds without a byte after which a server counts as gone: the Singer SDK's. */
export const TIMEOUT_SECONDS = 300;
/** A whole answer may take so many timeouts: a server that sends a byte now and then would hold the tap for ever. */
const TIMEOUTS_PER_ANSWER = 10;
const MAX_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** `Link` headers of some APIs carry filters; more is nothing that anybody reads. */
const MAX_HEADER_BYTES = 64 * 1024;

export interface SendOptions {
  readonly timeoutSeconds: number;
  readonly allowRedirects: boolean;
  readonly signal: AbortSignal;
  /** Where redirects may lead. Absent: to the same host. */
  readonly reach?: Reach;
  /** The URL that the author wrote, when the request is for a link of the server. */
  readonly home?: string;
}

export interface HttpClientOptions {
  /** How names are resolved. Default: as the machine does. */
  readonly lookup?: LookupFunction;
}

export class HttpClient {
  readonly #agent: Dispatcher;
  /** Connects to public addresses only. */
  readonly #publicAgent: Dispatcher;

  constructor({ lookup }: HttpClientOptions = {}) {
    const shared = { keepAliveTimeout: 30_000, connections: 16, maxHeaderSize: MAX_HEADER_BYTES };
    this.#agent = new Agent({ ...shared, ...(lookup === undefined ? {} : { connect: { lookup } }) });
    this.#publicAgent = new Agent({ ...shared, connect: { lookup: publicLookup(lookup) } });
  }

  /**
   * Throws `SourceUnavailable` when the server cannot be reached or breaks off, `SourceRejected` for an answer that is too large, is no
   * text or leads astray, `ConfigInvalid` for a URL or a header that is none.
   */
  async send(prepared: PreparedRequest, options: SendOptions): Promise<Response> {
    const home = urlOf(options.home ?? prepared.url);
    const reach = options.reach ?? OWN_HOST;
    let current = prepared;
    for (let hops = 0; ; hops++) {
      const to = urlOf(current.url);
      const footing = footingOf(home, to, reach);
      current = asAllowed(current, footing);
      if (footing === 'matched' && isPrivateHost(to.hostname)) throw privateAddress(to);
      const answer = await this.#once(current, footing === 'matched' ? this.#publicAgent : this.#agent, options);
      const location = answer.headers['location'];
      if (!options.allowRedirects || !REDIRECTS.has(answer.status) || location === undefined) return answer;
      if (hops === MAX_REDIRECTS)
        throw new MeltemiError(
          'SourceRejected',
          `The server of ${home.host} is not followed: it redirects more than ${MAX_REDIRECTS} times.`,
          'Look at the URL of the stream.',
        );
      current = redirected(current, location, answer.status);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#agent.destroy(), this.#publicAgent.destroy()]);
  }

  async #once(prepared: PreparedRequest, agent: Dispatcher, options: SendOptions): Promise<Response> {
    const { method, body } = prepared;
    const url = urlOf(prepared.query === '' ? prepared.url : `${prepared.url}?${prepared.query}`);
    const headers = { 'accept-encoding': 'gzip, deflate, br', ...userOf(url), ...prepared.headers };
    checkHeaders(headers);
    const timeout = options.timeoutSeconds * 1000;
    const ending = new Ending(options.signal, timeout * TIMEOUTS_PER_ANSWER);
    try {
      const answer = await request(url, {
        method,
        headers,
        body,
        dispatcher: agent,
        signal: ending.signal,
        headersTimeout: timeout,
        bodyTimeout: timeout,
      });
      return await responseOf(url, answer.statusCode, headerTexts(answer.headers), (values) =>
        readBody(answer.body, values, url.pathname),
      );
    } catch (error) {
      if (error instanceof MeltemiError) throw error;
      options.signal.throwIfAborted();
      if (codeOf(error) === PRIVATE_ADDRESS) throw privateAddress(url);
      throw unreachable(url, error);
    } finally {
      ending.clear();
    }
  }
}

/** Ends a request when the run ends, or when it has taken too long. */
class Ending {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #stop = (): void => this.#controller.abort(this.given.reason);

  constructor(
    private readonly given: AbortSignal,
    milliseconds: number,
  ) {
    this.#timer = setTimeout(() => this.#controller.abort(new TooSlow()), milliseconds);
    given.addEventListener('abort', this.#stop, { once: true });
    if (given.aborted) this.#stop();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.given.removeEventListener('abort', this.#stop);
  }
}

class TooSlow extends Error {
  readonly code = 'the answer did not end';
}

async function responseOf(
  url: URL,
  status: number,
  headers: Readonly<Record<string, string>>,
  read: (headers: Readonly<Record<string, string>>) => Promise<Buffer>,
): Promise<Response> {
  const bytes = await read(headers);
  const text = textOfBody(bytes, headers);
  // Of a failure the status is told, whatever its page is written in.
  if (text === null && status < 400)
    throw new MeltemiError(
      'SourceRejected',
      `The answer for path ${url.pathname} has bytes that are no text (${headers['content-type'] ?? 'no content type'}, ${bytes.length} bytes).`,
      'JSON is UTF-8; a server that writes another charset has to say so in its content type.',
    );
  return new Response(url.pathname, status, STATUS_CODES[status] ?? '', headers, text ?? bytes.toString('latin1'));
}

/** Throws `ConfigInvalid`. The text itself may hold a password. */
export function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new MeltemiError(
    'ConfigInvalid',
    'The URL of a request is no web address.',
    'Look at `urlBase` and `path` of the stream and at the settings that they use: it has to begin with `https://`.',
  );
}

/** `https://user:password@host` as `requests` sends it; the URL has neither of them then. */
function userOf(url: URL): Readonly<Record<string, string>> {
  const { username, password } = url;
  if (username === '' && password === '') return {};
  url.username = '';
  url.password = '';
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (error) {
      throw new MeltemiError(
        'ConfigInvalid',
        `The header ${JSON.stringify(name.slice(0, 60))} of a request cannot be sent: its name or its value has a character that no header may have.`,
        'Look at the setting that it comes from: a line break at its end, or a letter that is not ASCII.',
        { cause: error },
      );
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

/** The request that a redirect leads to, as `requests` makes it; a user that the server names is none of ours. */
function redirected(from: PreparedRequest, location: string, status: number): PreparedRequest {
  const next = URL.canParse(location, from.url) ? new URL(location, from.url) : null;
  if (next === null)
    throw new MeltemiError(
      'SourceRejected',
      `The server of ${new URL(from.url).host} redirects to something that is no URL.`,
      'Look at the URL of the stream.',
    );
  const staysAsItIs = status === 307 || status === 308 || from.method === 'GET';
  const query = next.search.slice(1);
  next.search = '';
  next.hash = '';
  next.username = '';
  next.password = '';
  return {
    method: staysAsItIs ? from.method : 'GET',
    url: next.href,
    query,
    headers: staysAsItIs ? from.headers : withoutBody(from.headers),
    body: staysAsItIs ? from.body : null,
  };
}

function withoutBody(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type'));
}

function privateAddress({ host }: URL): MeltemiError {
  return new MeltemiError(
    'SourceRejected',
    `The host ${host} is not asked: it has a private address, and \`allowedHosts\` of the stream does not name it in full.`,
    'Look at why the server leads there; if it is right, name the host itself in `allowedHosts`.',
  );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.name : 'unknown');
}

function unreachable(url: URL, error: unknown): MeltemiError {
  return new MeltemiError(
    codeOf(error) === 'UND_ERR_HEADERS_OVERFLOW' ? 'SourceRejected' : 'SourceUnavailable',
    `The request for path ${url.pathname} got no whole answer from ${url.host}: ${codeOf(error)}.`,
    'It is tried again by itself where that may help; if it stays, look at the network and the server.',
    { cause: error },
  );
}
