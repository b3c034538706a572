/** An error as it may be shown: drivers quote what they were given. */
import type { Redactor } from '../model/redactor';
import { CliError, viewError } from './cli-error';

export function redactedError(error: unknown, redactor: Redactor): CliError {
  const { code, reason, instruction } = viewError(error);
  return new CliError(
    { code, reason: redactor.text(reason), instruction: redactor.text(instruction) },
    undefined,
    error instanceof Error ? { cause: error } : undefined,
  );
}
