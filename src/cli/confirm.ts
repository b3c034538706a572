/** A question before a command that takes something away. */
import { createInterface } from 'node:readline/promises';
import type { CommandContext } from './command-context';

/** True for `y` or `yes`, typed or piped in; nothing at all is a no. */
export async function confirmed({ stderr }: CommandContext, question: string): Promise<boolean> {
  stderr.write(question);
  const terminal = createInterface({ input: process.stdin });
  try {
    for await (const line of terminal) return /^y(es)?$/i.test(line.trim());
    return false;
  } finally {
    terminal.close();
  }
}
