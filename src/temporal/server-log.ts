/** The embedded server's log, `temporal.log`: bounded, and read when a start failed, to say why in words that help. */
import { closeSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MeltemiError } from '../model/errors';
import { databaseFile } from './server-flags';

/** A quiet server writes some KB a day; one more file of this size is kept. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;
/** Enough for the last words of a server that did not start. */
const TAIL_BYTES = 16 * 1024;

export interface ServerLog {
  readonly path: string;
  /** For the child's standard output and error; to be closed after the spawn. */
  readonly fd: number;
  /** What was written since it was opened. */
  read(): string;
}

export function openServerLog(stateDir: string): ServerLog {
  const path = join(stateDir, 'temporal.log');
  if (sizeOf(path) > MAX_LOG_BYTES) renameSync(path, `${path}.1`);
  const from = sizeOf(path);
  return { path, fd: openSync(path, 'a', 0o600), read: () => readFrom(path, from) };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function readFrom(path: string, from: number): string {
  const start = Math.max(from, sizeOf(path) - TAIL_BYTES);
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(TAIL_BYTES);
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, TAIL_BYTES, start));
  } finally {
    closeSync(fd);
  }
}

const MOVE_AWAY =
  'The targets know what is loaded, so the next run goes on from there; the histories of earlier runs stay in the old file.';

/** Whether the log says that another program took one of the ports between our look and the server's start. */
export function lostPort(log: string): boolean {
  return /address already in use/i.test(log);
}

/** Whether the log says that the database file has not the tables or columns that the server wants. */
export function wrongSchema(log: string): boolean {
  return /no such (table|column)|has no column named/i.test(log);
}

/** The error for a server that ended, or did not get ready, with this log. */
export function explainFailure(stateDir: string, binary: string, log: ServerLog): MeltemiError {
  const text = log.read();
  const database = databaseFile(stateDir);
  const doing = `Starting the embedded Temporal server on \`${database}\``;
  const moveAway = `move \`${database}\`* to another place. ${MOVE_AWAY}`;
  if (wrongSchema(text)) {
    const reason = `${doing}: the file was made by another version of the server, and this one (\`${binary}\`) cannot use it.`;
    return new MeltemiError(
      'ConfigInvalid',
      reason,
      `Set \`TEMPORAL_CLI_PATH\` to the version that made it, or ${moveAway}`,
    );
  }
  if (/file is not a database|database disk image is malformed/i.test(text)) {
    return new MeltemiError('ConfigInvalid', `${doing}: the file is damaged.`, `Restore it, or ${moveAway}`);
  }
  if (/database is locked/i.test(text)) {
    const reason = `${doing}: another process has it open.`;
    return new MeltemiError(
      'LockHeld',
      reason,
      `Find it with \`fuser ${database}\` or \`lsof ${database}\`, and end it.`,
    );
  }
  const lastLine = text.trim().split('\n').at(-1) ?? '';
  const said = lastLine === '' ? 'it said nothing' : `it said: ${lastLine.slice(0, 500)}`;
  return new MeltemiError(
    'Unsupported',
    `${doing} with \`${binary}\`: it did not start; ${said}.`,
    `See \`${log.path}\`.`,
  );
}
