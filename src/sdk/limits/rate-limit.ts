/** What the headers of an answer say about how much may still be asked. */
import type { Response } from '../http/response';

export interface RateLimit {
  /** Requests that may still be made. */
  readonly remaining: number;
  /** When the count begins anew. */
  readonly resetAt: Date;
}

/** `RateLimit-*` (drafts of the IETF), `X-RateLimit-*` (GitHub, Shopify, ...), `X-Rate-Limit-*` (Okta, Twitter). */
const PREFIXES = ['ratelimit', 'x-ratelimit', 'x-rate-limit'];
/** A number above is a time in milliseconds since 1970, one above the second in seconds; one below is a number of seconds from now. */
const MILLISECONDS_FROM = 1e11;
const SECONDS_FROM = 1e9;
/** Seconds: a server that asks for more than a day is asked again after a day. */
export const MAX_WAIT_ASKED_SECONDS = 86_400;

/** Null without headers that say both. `RateLimit: "a";r=5;t=30` and `limit=100, remaining=5, reset=30` are read, too: the least counts. */
export function rateLimitOf(response: Response, nowMs: number): RateLimit | null {
  for (const prefix of PREFIXES) {
    const whole = response.header(prefix) ?? '';
    const remaining =
      number(response.header(`${prefix}-remaining`)) ?? least(whole, /(?:\br|\bremaining)\s*=\s*(\d+)/g);
    const resetMs = resetAtMs(
      response.header(`${prefix}-reset`) ?? lastOf(whole, /(?:\bt|\breset)\s*=\s*(\d+)/g),
      nowMs,
    );
    if (remaining !== null && resetMs !== null)
      return { remaining, resetAt: new Date(Math.min(resetMs, nowMs + MAX_WAIT_ASKED_SECONDS * 1000)) };
  }
  return null;
}

/** The first of several of one name. */
function number(text: string | null): number | null {
  const [, digits] = /^\s*(\d{1,15})(?:\.\d+)?\s*(?:$|[,;])/.exec(text ?? '') ?? [];
  return digits === undefined ? null : Number(digits);
}

function resetAtMs(text: string | null, nowMs: number): number | null {
  const value = number(text);
  if (value === null) {
    const date = Date.parse(text ?? '');
    return Number.isNaN(date) ? null : date;
  }
  if (value >= MILLISECONDS_FROM) return value;
  return value >= SECONDS_FROM ? value * 1000 : nowMs + value * 1000;
}

function least(text: string, pattern: RegExp): number | null {
  const found = [...text.matchAll(pattern)].map(([, digits]) => Number(digits));
  return found.length === 0 ? null : Math.min(...found);
}

/** Of several windows the longest: what it allows, the shorter ones do, too. */
function lastOf(text: string, pattern: RegExp): string | null {
  const found = [...text.matchAll(pattern)].map(([, digits]) => Number(digits));
  return found.length === 0 ? null : String(Math.max(...found));
}
