/**
 * One table from what PostgreSQL and the network say to the product's error codes, for both sides. PostgreSQL quotes
 * values of rows in its details, so only names and the value-free part of its messages are passed on.
 */
import { MeltemiError, type ErrorCode } from '../../model/errors';
import { describeServer, type PostgresSettings } from './settings';

/** Which side of the pipeline the server is on; decides the error code. */
export type Side = 'source' | 'target';

export interface FailureContext {
  readonly side: Side;
  /** What was being done, as a clause: `reading \`public-orders\``. */
  readonly doing: string;
  readonly settings: PostgresSettings;
}

interface Rule {
  readonly source: ErrorCode;
  readonly target: ErrorCode;
  readonly instruction: string;
}

const rule = (source: ErrorCode, target: ErrorCode, instruction: string): Rule => ({ source, target, instruction });

const UNAVAILABLE = rule(
  'SourceUnavailable',
  'TargetUnavailable',
  'It is tried again; check that the server is up and reachable.',
);
const BUSY = rule('SourceUnavailable', 'TargetUnavailable', 'It is tried again; another session was in the way.');
const FULL = rule(
  'SourceUnavailable',
  'TargetUnavailable',
  'It is tried again; give the server room (disk, memory or connections).',
);
const CREDENTIALS = rule(
  'CredentialsRejected',
  'CredentialsRejected',
  'Check the settings `user` and `password`, and `pg_hba.conf`.',
);
const REJECTED_DATA = rule(
  'SourceRejected',
  'TargetRejected',
  'Change the column (wider, another type, no constraint) or the data, or leave the column out with `select`.',
);
const REJECTED = rule(
  'SourceRejected',
  'TargetRejected',
  'Read the message of the database; it will say the same again until something is changed.',
);
const CHANGED = rule(
  'SourceSchemaChanged',
  'TargetRejected',
  'The table changed while it was in use; run the job again.',
);

/** Longest prefix of the SQLSTATE wins. Source: PostgreSQL documentation, appendix A. */
const BY_SQLSTATE: Readonly<Record<string, Rule>> = {
  '08': UNAVAILABLE,
  '21': REJECTED_DATA,
  '22': REJECTED_DATA,
  '22021': rule(
    'SourceRejected',
    'TargetRejected',
    'A text holds bytes that PostgreSQL does not store (0x00 is the NUL character): take them out in the source or with a stream map, or leave the column out with `select`.',
  ),
  '23': REJECTED_DATA,
  // A server that became a standby says so until the name points to the new primary.
  '25006': rule(
    'SourceRejected',
    'TargetUnavailable',
    'The server only takes reads; it is tried again, in case of a failover.',
  ),
  '25P03': UNAVAILABLE,
  '25P04': UNAVAILABLE,
  '28': CREDENTIALS,
  '3D': rule('ConfigInvalid', 'ConfigInvalid', 'Check the setting `dbname` (or `database`).'),
  '3F': rule('StreamNotFound', 'TargetRejected', 'Check the name of the schema.'),
  '40': BUSY,
  '42501': rule('PermissionDenied', 'PermissionDenied', 'Grant the right to the user of the setting `user`.'),
  '42703': CHANGED,
  '42704': CHANGED,
  '42804': CHANGED,
  '42P01': rule(
    'StreamNotFound',
    'TargetRejected',
    'Check that the table exists and that the name is spelled as in the database.',
  ),
  '53': FULL,
  '55006': BUSY,
  '55P03': BUSY,
  '57014': rule(
    'SourceUnavailable',
    'TargetUnavailable',
    'It is tried again; a timeout or an administrator ended the statement.',
  ),
  '57P': UNAVAILABLE,
  '58': UNAVAILABLE,
  P0: REJECTED_DATA,
  XX000: UNAVAILABLE,
};

/** Node's own codes for a network that does not carry. */
const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** The driver's own messages, which carry no code. */
const DRIVER_MESSAGES: readonly (readonly [RegExp, Rule])[] = [
  [/connection terminated|timeout expired|not queryable|connection error/i, UNAVAILABLE],
  [/SASL|password must be/i, CREDENTIALS],
  [
    /does not support SSL|error establishing an SSL/i,
    rule(
      'ConfigInvalid',
      'ConfigInvalid',
      'The server offers no TLS: set `ssl_mode` to `prefer` or `disable`, or turn TLS on at the server.',
    ),
  ],
];

const CERTIFICATE = rule(
  'ConfigInvalid',
  'ConfigInvalid',
  "Set `ssl_root_cert` to the authority that signed the server's certificate, or choose another `ssl_mode`.",
);

/**
 * The failure as the product's error; aborts and errors that are not PostgreSQL's or the network's come back unchanged.
 */
export function postgresFailure(error: unknown, context: FailureContext): unknown {
  if (error instanceof MeltemiError || isAbort(error)) return error;
  const found = findRule(error);
  if (found === null) return error;
  const where = describeServer(context.settings);
  return new MeltemiError(
    found[context.side],
    `PostgreSQL at \`${where}\` failed while ${context.doing}: ${safeMessage(error)}.`,
    found.instruction,
  );
}

/** SQLSTATE of a server's error, else null. */
export function sqlStateOf(error: unknown): string | null {
  const code = property(error, 'code');
  return code !== null && /^[0-9A-Z]{5}$/.test(code) && property(error, 'severity') !== null ? code : null;
}

function findRule(error: unknown): Rule | null {
  const state = sqlStateOf(error);
  if (state !== null) {
    for (let length = 5; length >= 2; length -= 1) {
      const found = BY_SQLSTATE[state.slice(0, length)];
      if (found !== undefined) return found;
    }
    return REJECTED;
  }
  const message = property(error, 'message');
  if (message === null) return null;
  const code = property(error, 'code') ?? '';
  const isMissingSocket = code === 'ENOENT' && property(error, 'syscall') === 'connect';
  if (NETWORK_CODES.has(code) || isMissingSocket) return UNAVAILABLE;
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|ERR_OSSL/.test(code)) return CERTIFICATE;
  return DRIVER_MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}

/** The part of an error that cannot hold a row's value: no DETAIL, no quoted value, but table, column and constraint. */
function safeMessage(error: unknown): string {
  const state = sqlStateOf(error);
  const message = property(error, 'message') || property(error, 'code') || 'unknown error';
  if (state === null) return message.replace(/\.$/, '');
  const names = [
    named('table', property(error, 'table')),
    named('column', property(error, 'column') ?? copyPlace(error, 'column')),
    named('constraint', property(error, 'constraint')),
    copyPlace(error, 'line') === null ? null : `row ${copyPlace(error, 'line') ?? ''} of the batch`,
  ].filter((name) => name !== null);
  return `${withoutValues(message, state)} (SQLSTATE ${state}${names.length > 0 ? `, ${names.join(', ')}` : ''})`;
}

function withoutValues(message: string, state: string): string {
  if (state.startsWith('P0')) return 'a function or trigger raised an error';
  // Class 22 quotes the offending value; the other classes quote names only.
  return state.startsWith('22') ? message.replace(/".*"/s, '"…"').replace(/: "…"$/, '') : message;
}

/** `CONTEXT: COPY orders, line 3, column amount: "12,x"` → line or column, never the value. */
function copyPlace(error: unknown, part: 'line' | 'column'): string | null {
  const match = /^COPY .+?, line (\d+)(?:, column ([^:\n]+))?/.exec(property(error, 'where') ?? '');
  return (part === 'line' ? match?.[1] : match?.[2]) ?? null;
}

function named(what: string, name: string | null): string | null {
  return name === null ? null : `${what} \`${name}\``;
}

/** An error that only says that the caller's `AbortSignal` fired. */
function isAbort(error: unknown): boolean {
  return property(error, 'name') === 'AbortError' || property(error, 'code') === 'ABORT_ERR';
}

function property(error: unknown, name: string): string | null {
  if (typeof error !== 'object' || error === null || !(name in error)) return null;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : null;
}
