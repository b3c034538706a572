/**
 * A stream: one table-like flow of records, its columns, its key and how it is replicated.
 * The words are Singer's (catalog, key properties, replication key); the source's own types ride beside the JSON Schema.
 */
import type { JsonObject } from './json';

/** One column of a stream, in the order in which pages hold it. */
export interface Column {
  readonly name: string;
  /** The property's JSON Schema, as a Singer SCHEMA message carries it. */
  readonly schema: JsonObject;
  /**
   * The source's own type in PostgreSQL's spelling with modifiers, as `format_type` prints it: `numeric(12,2)`,
   * `timestamp with time zone`, `integer[]`. When it is there, the column's text in a page is PostgreSQL's output text of
   * that type (DateStyle ISO, TimeZone UTC, `t`/`f`, array literals); when not, the canonical text of the JSON Schema
   * type (`src/pages/encoding/values.ts`).
   */
  readonly sqlType?: string;
  /** False only where the source declares the column NOT NULL. */
  readonly nullable: boolean;
}

/** What a page's records look like. */
export interface StreamSchema {
  readonly columns: readonly Column[];
  /** Names of the key columns in key order; empty: no key, the target can only append or replace. */
  readonly keyProperties: readonly string[];
}

/** `gt`: strictly greater than the bookmark. `gte`: Singer's rule, repeats at the boundary. `exact`: `gte` less the rows already seen. */
export type ReplicationComparison = 'gt' | 'gte' | 'exact';

export type Replication =
  | {
      readonly method: 'FULL_TABLE';
      /** One transaction for the whole table; restarted when lost. */ readonly snapshot: boolean;
    }
  | {
      readonly method: 'INCREMENTAL';
      readonly replicationKey: string;
      readonly comparison: ReplicationComparison;
    };

/** A stream as a tap offers it and a project selects it. */
export interface Stream {
  /** The tap's name for it, e.g. `public-orders`: Singer's `tap_stream_id`. */
  readonly name: string;
  readonly schema: StreamSchema;
  readonly replication: Replication;
}
