/** Where a tap is: inside a run (cursor) and between runs (bookmark). */
import type { JsonValue } from './json';

/**
 * Singer's bookmark of an incremental stream: everything up to and including `value` is in the target.
 * `value` has Singer's form (date-times as ISO 8601 with `T`), `boundary` is the tap's own note on the rows seen at
 * exactly that value (at most 4 KiB of JSON), which is what makes `exact` exact.
 */
export interface Bookmark {
  readonly replicationKey: string;
  readonly value: string | number;
  readonly boundary?: JsonValue;
  /** The stream's entry in the state of a Singer tap, as the tap printed it. Where it has no replication key, `replicationKey` is empty. */
  readonly singer?: JsonValue;
  /** Of a stream that is read in parts: the bookmark of each (`part-bookmarks.ts`). `value` is the furthest of them then, to look at. */
  readonly parts?: JsonValue;
  /** How far the stream has come for whose records the parts were read. */
  readonly parent?: { readonly replicationKey: string; readonly value: string | number };
}

/** The place inside one run. `cursor` is opaque to all but the tap; at most 4 KiB as JSON. */
export type Position =
  | { readonly kind: 'start'; readonly bookmark: Bookmark | null }
  | { readonly kind: 'cursor'; readonly cursor: JsonValue }
  | { readonly kind: 'end' };

/**
 * What the `bookmarks` workflow knows of one stream, with enough about its origin to be compared with the target's ledger.
 */
export interface StreamBookmark {
  readonly bookmark: Bookmark | null;
  /** The run and the batch that wrote it; absent when a person or an import did. */
  readonly runId?: string;
  readonly seq?: number;
  /** Set when a person set or cleared the state: that edit wins over an older ledger, once. */
  readonly editId?: string;
  /** Taken over from a state backend when the state id was first used: a ledger that is further knows better. */
  readonly seeded?: boolean;
}
