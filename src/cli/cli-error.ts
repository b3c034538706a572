/** Errors of the command line itself, and how any error is told: a reason, an instruction, an exit code; no stack trace. */
import { MeltemiError } from '../model/errors';

/** 0: done. 1: the run or the command failed. 2: used wrongly, or outside a project. 3: the project wants another Meltano. 130, 143: ended by Ctrl-C, SIGTERM. */
export const EXIT = { ok: 0, failed: 1, usage: 2, version: 3, interrupted: 130, terminated: 143 } as const;
/** 0 to 255: one of `EXIT`, or the code of the program that the command ran. */
export type ExitCode = number;

/** What of an error crosses the control socket and reaches a person. */
export interface ErrorView {
  /** An error code of ours (`src/model/errors.ts`), `Usage`, or `Error`. */
  readonly code: string;
  readonly reason: string;
  /** What to do next; empty when nobody knows. */
  readonly instruction: string;
}

/** An error of the command line: made by it, or received from the `meltemi dev` that it asked. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly view: ErrorView,
    readonly exitCode: ExitCode = EXIT.failed,
    options?: ErrorOptions,
  ) {
    super(view.instruction === '' ? view.reason : `${view.reason} ${view.instruction}`, options);
  }
}

/** The command was called wrongly, or at a place where there is no project: exit code 2. */
export function usageError(reason: string, instruction: string): CliError {
  return new CliError({ code: 'Usage', reason, instruction }, EXIT.usage);
}

export function failedError(reason: string, instruction: string, cause?: unknown): CliError {
  return new CliError({ code: 'Error', reason, instruction }, EXIT.failed, cause === undefined ? undefined : { cause });
}

export function viewError(error: unknown): ErrorView {
  if (error instanceof CliError) return error.view;
  if (error instanceof MeltemiError) return { code: error.code, reason: error.reason, instruction: error.instruction };
  return { code: 'Error', reason: error instanceof Error ? error.message : String(error), instruction: '' };
}

/**
 * The lines to print for `error`: reason, then instruction. `debug` adds the stack and its causes, which may hold
 * addresses and file names but never a secret.
 */
export function errorLines(error: unknown, debug: boolean): readonly string[] {
  const { reason, instruction } = viewError(error);
  const lines = [reason, ...(instruction === '' ? [] : [instruction])];
  return debug && error instanceof Error ? [...lines, ...stackLines(error)] : lines;
}

function stackLines(error: Error): readonly string[] {
  const own = (error.stack ?? '').split('\n');
  return error.cause instanceof Error ? [...own, 'Caused by:', ...stackLines(error.cause)] : own;
}

export function exitCodeOf(error: unknown): ExitCode {
  if (viewError(error).code === 'VersionMismatch') return EXIT.version;
  return error instanceof CliError ? error.exitCode : EXIT.failed;
}
