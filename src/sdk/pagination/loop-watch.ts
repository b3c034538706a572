/**
 * Sees a pagination that goes round in a circle, however long, with a note of a few bytes that a cursor can carry (Brent's algorithm):
 * one token is remembered, and exchanged for the newest one after 1, 2, 4, 8, ... pages. Also sees a server that takes no notice of the
 * token: its answer stays the same, byte for byte.
 */
import { createHash } from 'node:crypto';
import { MeltemiError } from '../../model/errors';
import type { Response } from '../http/response';
import type { JsonValue } from '../../model/json';

/** Plain JSON, part of a cursor. */
export interface Trail {
  /** Hash of the token that is remembered. */
  readonly mark: string;
  /** Pages since then, and after how many it is exchanged. */
  readonly steps: number;
  readonly limit: number;
  /** Of the last answer: its length, its hash once the length came twice, and how often it came. */
  readonly length: number;
  readonly hash: string;
  readonly same: number;
}

/** No API has so many pages of records one after the other that are the same to the byte. */
const MAX_SAME_ANSWERS = 50;

export class LoopWatch {
  #trail: Trail;

  constructor(trail: Trail | undefined) {
    this.#trail = trail ?? { mark: '', steps: 0, limit: 1, length: -1, hash: '', same: 0 };
  }

  get trail(): Trail {
    return this.#trail;
  }

  /** Takes an answer that had records, and the token behind it. Throws `SourceRejected`. */
  see({ text }: Response, next: JsonValue): void {
    const { mark, steps, limit, length } = this.#trail;
    const token = hashOf(JSON.stringify(next));
    if (token === mark) throw circle(next, `after ${steps + 1} pages`);
    const isExchanged = steps + 1 >= limit;
    // Hashing costs a tenth of parsing: most answers differ in length already.
    const hash = text.length === length ? hashOf(text) : '';
    const same = hash !== '' && hash === this.#trail.hash ? this.#trail.same + 1 : 0;
    if (same >= MAX_SAME_ANSWERS) throw unheard(next);
    this.#trail = {
      mark: isExchanged ? token : mark,
      steps: isExchanged ? 0 : steps + 1,
      limit: isExchanged ? limit * 2 : limit,
      length: text.length,
      hash,
      same,
    };
  }
}

/** 80 bits: a mark is compared with one token at a time, so that two that differ are never taken for one. */
function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('hex').slice(0, 20);
}

/** The next page token is one that was there before. `when`: how long ago. */
export function circle(token: JsonValue, when: string): MeltemiError {
  return new MeltemiError(
    'SourceRejected',
    `The pagination goes round in a circle: the next page token is the same as one before, ${when} (${shown(token)}).`,
    'Look at what the API answers at its last page, and at `getNextJsonValue` or the paginator of the stream.',
  );
}

function unheard(token: JsonValue): MeltemiError {
  return new MeltemiError(
    'SourceRejected',
    `The pagination does not move: ${MAX_SAME_ANSWERS + 2} answers in a row are the same to the byte, the next page token is ${shown(token)}.`,
    'Look at how the API is asked for its next page: it does not know the parameter that the stream sends.',
  );
}

/** The query of a URL may hold a key. */
function shown(token: JsonValue): string {
  const text = JSON.stringify(token);
  return typeof token === 'string' && /[?&]/.test(token)
    ? `${text.slice(0, Math.min(100, text.search(/[?&]/)))}..."`
    : text.slice(0, 100);
}
