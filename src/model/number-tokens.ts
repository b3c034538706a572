/** The numbers of a JSON text, as they are written. */
import { stringEnd } from './json-members';

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** The text with each number replaced; the text itself when all stay. `text`: known to be JSON; what stands inside strings is no number. */
export function replaceNumbers(text: string, replaced: (token: string) => string): string {
  let changed = false;
  const pieces: string[] = [];
  // Not one expression over all of it: one that knows strings runs out of stack on a long string.
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    const between = text.slice(at, quote === -1 ? undefined : quote);
    const piece = between.replace(NUMBER, replaced);
    changed ||= piece !== between;
    at = quote === -1 ? text.length : stringEnd(text, quote);
    pieces.push(piece, quote === -1 ? '' : text.slice(quote, at));
  }
  return changed ? pieces.join('') : text;
}
