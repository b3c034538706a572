/** Calls back for each line of a text stream; a line that never ends is given in pieces. */
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** Longer than any line that a person reads; a program that prints more than that without a break must not fill the memory. */
const MAX_LINE_CHARACTERS = 64 * 1024;

/** Resolves when the stream has ended. Never rejects: a stream that breaks has ended. */
export async function readLines(
  stream: Readable,
  onLine: (line: string) => void,
  maxCharacters = MAX_LINE_CHARACTERS,
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    rest += text;
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    for (; rest.length > maxCharacters; rest = rest.slice(maxCharacters)) onLine(rest.slice(0, maxCharacters));
  };
  try {
    for await (const chunk of stream) take(typeof chunk === 'string' ? chunk : decoder.write(chunk as Buffer));
  } catch {
    // The other side is gone; what it said so far counts.
  }
  take(decoder.end());
  if (rest !== '') onLine(rest);
}
