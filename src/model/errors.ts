/**
 * The errors of the product: what was being done, to what, with which value, and what to do next.
 * `code` is the stable name that histories, logs and exit codes carry; whether a failure is tried again is decided here.
 */

/** Never tried again, tried again by the activity's policy, or handled by the stream that restarts from what is loaded. */
export type Recovery = 'never' | 'retry' | 'restart-stream';

/** One row per error code; `docs/what-happens-if.md` repeats it for people. */
export const RECOVERY = {
  ConfigInvalid: 'never',
  VersionMismatch: 'never',
  CredentialsRejected: 'never',
  PermissionDenied: 'never',
  StreamNotFound: 'never',
  SourceRejected: 'never',
  SourceSchemaChanged: 'never',
  TargetRejected: 'never',
  MapFailed: 'never',
  RecordInvalid: 'never',
  LockHeld: 'never',
  StreamsFailed: 'never',
  Unsupported: 'never',
  // A program that failed has done part of its work: whether it may do it again is for people to know.
  CommandFailed: 'never',
  PluginFailed: 'never',
  PluginMissing: 'never',
  // Not by a fault that it told of, and often once only: it goes on from what is confirmed, a few times.
  PluginKilled: 'retry',
  // A connection that nobody answers hangs in one process, and works in the next.
  PluginSilent: 'retry',
  SourceUnavailable: 'retry',
  TargetUnavailable: 'retry',
  SourceRateLimited: 'retry',
  PageStoreFull: 'retry',
  LoadOutOfOrder: 'retry',
  // A run that holds the lock and is fenced met an attempt of its own that came late: it raises the fence again.
  FencedOut: 'restart-stream',
  PageMissing: 'restart-stream',
  SessionLost: 'restart-stream',
  LedgerAhead: 'restart-stream',
} as const satisfies Record<string, Recovery>;

export type ErrorCode = keyof typeof RECOVERY;

export interface ErrorOptions {
  readonly cause?: unknown;
  /** Seconds after which another try makes sense, when the other side said so. */
  readonly retryAfterSeconds?: number;
}

/** `reason` says what was being done and what went wrong; `instruction` what to do. Neither may hold a secret or a record's value. */
export class MeltemiError extends Error {
  override readonly name = 'MeltemiError';
  readonly code: ErrorCode;
  readonly reason: string;
  readonly instruction: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, reason: string, instruction: string, options: ErrorOptions = {}) {
    super(
      instruction ? `${reason} ${instruction}` : reason,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.code = code;
    this.reason = reason;
    this.instruction = instruction;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get recovery(): Recovery {
    return RECOVERY[this.code];
  }
}

/** Ends a `switch` over a union: a new member is a compile error, and a wrong value from outside an honest message. */
export function assertNever(value: never, what: string): never {
  throw new Error(`Unexpected ${what}: ${JSON.stringify(value)}`);
}
