/** What the engine lends a stream for one run. Tests make their own. */
import { HttpClient } from './http/client';
import type { JsonValue } from '../model/json';
import type { Context } from './context';
import { HostLimits } from './limits/host-limits';

export interface StreamRun {
  readonly client: HttpClient;
  /** Shared by all streams that ask the same hosts. */
  readonly limits: HostLimits;
  readonly signal: AbortSignal;
  /** How the stream is read: as it says itself, or as the project has it. */
  readonly replicationMethod: 'FULL_TABLE' | 'INCREMENTAL';
  /** The bookmark that the stream starts from, for a context. */
  readonly startingValue: (context: Context | null) => JsonValue;
  /** Waits before a request is tried again. The engine may throw instead, so that nobody waits inside an activity. */
  readonly sleep: (seconds: number, why: Error) => Promise<void>;
  readonly nowMs: () => number;
  /** When the run began, in milliseconds since 1970: the signpost of streams whose replication key is a time. */
  readonly startedMs: number;
  /** Seconds added to each wait, so that many do not come back at once. */
  readonly jitterSeconds: () => number;
}

/** A run by itself: no bookmark, real waits. For tests of a stream, and for trying one out. */
export function standaloneRun(changes: Partial<StreamRun> = {}): StreamRun {
  return {
    client: new HttpClient(),
    limits: new HostLimits(),
    signal: new AbortController().signal,
    replicationMethod: 'INCREMENTAL',
    startingValue: () => null,
    sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
    nowMs: Date.now,
    startedMs: Date.now(),
    jitterSeconds: Math.random,
    ...changes,
  };
}
