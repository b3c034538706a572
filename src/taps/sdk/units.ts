/**
 * What a stream is read for, one after the other: nothing (a whole stream), its partitions, or what the records of its parent say.
 * Each place in that order can be found again, so that a page may end between any two requests.
 */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../model/json';
import { childContexts, type Context, type PageToken, type RecordPage, type SdkRecord, type Stream } from '../../sdk';
import { contextKey } from './context-key';
import { pagesOf } from './stream-pages';

/** The place of a unit. Plain JSON, part of a cursor. */
export interface UnitPlace {
  /** Of a partition. */
  readonly index?: number;
  /** Of the parent: its own unit, the page, and a hash of the context that came last of that page. */
  readonly parent?: UnitPlace;
  readonly token?: PageToken;
  readonly context?: string;
  /** What is remembered of the parent's tokens before that page; goes with the token. */
  readonly trail?: RecordPage['trail'];
}

export interface Unit {
  readonly context: Context | null;
  readonly place: UnitPlace;
}

/** How the records of parents are read. */
export interface Parents {
  /** Readies a parent stream for the run. */
  ready(made: Stream): Stream;
  /** Whether children are read for the record. */
  wants(parent: Stream, record: SdkRecord, context: Context | null): boolean;
}

/** Enough of a hash to tell the contexts of one page apart. */
const HASH_DIGITS = 16;

/** The units from `from` on, `from` itself included. */
export async function* unitsOf(stream: Stream, from: UnitPlace | null, parents: Parents): AsyncGenerator<Unit> {
  if (stream.parentStream !== null) {
    yield* childUnits(parents.ready(new stream.parentStream(stream.tap)), stream, from, parents);
    return;
  }
  const { partitions } = stream;
  if (partitions === null) {
    yield { context: null, place: {} };
    return;
  }
  for (let index = from?.index ?? 0; index < partitions.length; index++) {
    yield { context: partitions[index] ?? null, place: { index } };
  }
}

async function* childUnits(
  parent: Stream,
  child: Stream,
  from: UnitPlace | null,
  parents: Parents,
): AsyncGenerator<Unit> {
  let token = from?.token;
  let wanted = from?.context;
  let trail = from?.trail;
  for await (const unit of unitsOf(parent, from?.parent ?? null, parents)) {
    for await (const page of pagesOf(parent, unit.context, token, trail)) {
      const before = trail;
      trail = page.trail;
      const contexts = page.records.flatMap((raw) => {
        const record = parent.postProcess({ ...unit.context, ...raw }, unit.context);
        if (record === null || !parents.wants(parent, record, unit.context)) return [];
        return childContexts(parent, [child], record, unit.context);
      });
      const hashes = contexts.map(hashOf);
      // A page that has changed since is read for from its beginning: nothing is left out.
      const first = wanted === undefined ? 0 : Math.max(0, hashes.indexOf(wanted));
      wanted = undefined;
      for (let i = first; i < contexts.length; i++) {
        yield {
          context: contexts[i] ?? null,
          place: {
            parent: unit.place,
            ...(page.token === undefined ? {} : { token: page.token }),
            ...(page.token === undefined || before === undefined ? {} : { trail: before }),
            context: hashes[i] ?? '',
          },
        };
      }
    }
    token = undefined;
    trail = undefined;
  }
}

function hashOf(context: JsonObject): string {
  return createHash('sha256').update(contextKey(context)).digest('hex').slice(0, HASH_DIGITS);
}
