/** Asks before something is lost. */
import { createInterface } from 'node:readline/promises';
import { failedError } from '../cli-error';
import type { CommandContext } from '../command-context';

/**
 * Reads one line of the answer, from a terminal or a pipe. Throws the `CliError` of exit code 1 for anything but a yes, also when
 * there is nobody to answer.
 */
export async function confirm({ stderr }: CommandContext, question: string): Promise<void> {
  stderr.write(`${question} [y/N] `);
  const answer = await firstLine();
  if (answer !== null && /^y(es)?$/i.test(answer.trim())) return;
  if (process.stdin.isTTY !== true) stderr.write('\n');
  throw failedError('Nothing was changed.', answer === null ? 'Nobody answered; `--force` asks nothing.' : '');
}

async function firstLine(): Promise<string | null> {
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return null;
  } finally {
    lines.close();
    // A terminal or a pipe that nobody closes would keep the process alive.
    process.stdin.unref?.();
  }
}
