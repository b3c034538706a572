/** What a trial of maps found: for each stream what it is before and behind them, and the same for some of its records. */
import type { MapStep } from '../../maps/map-chain';
import type { JsonObject } from '../../model/json';

export interface TrialProperty {
  readonly name: string;
  readonly schema: JsonObject;
}

/** A stream before or behind the maps. */
export interface TrialStream {
  readonly name: string;
  readonly properties: readonly TrialProperty[];
  readonly keyProperties: readonly string[];
}

export interface StreamTrial {
  readonly kind: 'stream';
  readonly before: TrialStream;
  /** Empty when the maps drop the stream. */
  readonly after: readonly TrialStream[];
}

/** The record as JSON text. */
export interface TrialRecord {
  readonly stream: string;
  readonly record: string;
}

export interface RecordTrial {
  readonly kind: 'record';
  /** From 1, in its stream. */
  readonly number: number;
  readonly before: TrialRecord;
  /** Empty when the maps drop the record. */
  readonly after: readonly TrialRecord[];
  /** Why an expression failed. */
  readonly failure: string | null;
}

export type Trial = StreamTrial | RecordTrial;

export interface TrialRequest {
  /** In their order. */
  readonly maps: readonly MapStep[];
  /** Names of streams; empty: all. */
  readonly streams: readonly string[];
  /** Records of each stream. */
  readonly limit: number;
}
