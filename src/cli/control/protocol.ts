/**
 * The talk on the control socket: `POST /<version>/<method of Control>` with the arguments as a JSON array; the answer is
 * one JSON object per line: any number of `event` or `value` lines, then `end` or `error`. An answer without that last
 * line was cut off: the other side died, which says nothing about the run.
 */
import { CliError } from '../cli-error';
import type { ErrorView } from '../cli-error';
import type { Control, RunEvent } from './control';

/** Raised when a method or a type of `Control` changes its shape, so that an old command and a new server part politely. */
export const PROTOCOL_VERSION = 'v2';

export type StreamMethod = 'run' | 'follow';
export type CallMethod = Exclude<keyof Control, StreamMethod>;

export type AnswerLine =
  { readonly event: RunEvent } | { readonly value: unknown } | { readonly error: ErrorView } | { readonly end: true };

export function encodeLine(line: AnswerLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Reads a line of the answer; throws `CliError` when it is none of ours. */
export function parseLine(text: string): AnswerLine {
  const line: unknown = JSON.parse(text);
  if (typeof line === 'object' && line !== null && ['event', 'value', 'error', 'end'].some((key) => key in line)) {
    return line as AnswerLine;
  }
  throw new CliError({
    code: 'Error',
    reason: 'The running `meltemi dev` answered something that this command does not know.',
    instruction: 'Stop it and start it again, so that both have the same version.',
  });
}

/** The connection ended before the answer did. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}
