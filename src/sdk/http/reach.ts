/** Where the links and redirects of a server may lead, and what is sent there. */
import { MeltemiError } from '../../model/errors';
import type { PreparedRequest } from './request';

/** Hosts as in a URL, with the port where it is not the usual one. */
export interface Reach {
  /** Asked without credentials. `*.example.com`: all below it, `*`: all; these are never asked at a private address. */
  readonly allowedHosts: readonly string[];
  /** Asked with credentials, like the stream's own host. */
  readonly trustedHosts: readonly string[];
}

/** The stream's own host only. */
export const OWN_HOST: Reach = { allowedHosts: [], trustedHosts: [] };

/** `own` and `trusted`: with credentials. `named`: without. `matched`: without, and at public addresses only. */
export type Footing = 'own' | 'trusted' | 'named' | 'matched';

/**
 * `home`: the URL that the author wrote; `to`: where the server sends the tap. Throws `SourceRejected` for another host that is not
 * allowed, for what is no web address, and for a way out of TLS.
 */
export function footingOf(home: URL, to: URL, { allowedHosts, trustedHosts }: Reach): Footing {
  if (to.protocol !== 'http:' && to.protocol !== 'https:') throw astray(home, 'to something that is no web address');
  if (home.protocol === 'https:' && to.protocol === 'http:') throw astray(home, 'from https to http');
  if (to.host === home.host && to.protocol === home.protocol) return 'own';
  // The usual ports of both: the same server, now with TLS.
  if (to.hostname === home.hostname && home.port === '' && to.port === '') return 'own';
  if (trustedHosts.includes(to.host)) return 'trusted';
  if (allowedHosts.includes(to.host)) return 'named';
  if (allowedHosts.some((pattern) => matches(pattern, to.host))) return 'matched';
  throw astray(home, `to another host, ${to.host}`);
}

/** The request as it goes to a host of that footing. Throws `SourceRejected` for a body, which may hold credentials like a header. */
export function asAllowed(request: PreparedRequest, footing: Footing): PreparedRequest {
  if (footing === 'own' || footing === 'trusted') return request;
  if (request.body !== null)
    throw astray(new URL(request.url), 'with a body to a host that gets no credentials', 'trustedHosts');
  const headers = Object.entries(request.headers).filter(([name]) => HARMLESS.has(name.toLowerCase()));
  return { ...request, headers: Object.fromEntries(headers) };
}

/** What is sent to a host without credentials: a header that is not known here could be one. */
const HARMLESS: ReadonlySet<string> = new Set(['accept', 'accept-language', 'user-agent']);

function matches(pattern: string, host: string): boolean {
  return pattern === '*' || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
}

function astray({ host }: URL, where: string, setting = 'allowedHosts'): MeltemiError {
  return new MeltemiError(
    'SourceRejected',
    `The server of ${host} is not followed: it leads ${where}.`,
    `Look at the URL of the stream; if it is right that way, name the host in \`${setting}\` of the stream.`,
  );
}
