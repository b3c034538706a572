/** A place in a pattern's text, moving from left to right by characters. */
import { charactersOf } from '../values/code-points';

export class PatternReader {
  /** In characters. */
  at = 0;
  private readonly characters: readonly string[];

  constructor(pattern: string) {
    this.characters = charactersOf(pattern);
  }

  get done(): boolean {
    return this.at >= this.characters.length;
  }

  /** The next character, which stays; empty behind the last. */
  peek(ahead = 0): string {
    return this.characters[this.at + ahead] ?? '';
  }

  /** Takes a character; empty behind the last. */
  next(): string {
    return this.characters[this.at++] ?? '';
  }

  /** Takes `text` if it comes next. */
  take(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.peek(i) !== text[i]) return false;
    this.at += text.length;
    return true;
  }

  /** Takes characters up to `end`, and `end`; null when it does not come. */
  until(end: string): string | null {
    const stop = this.characters.indexOf(end, this.at);
    if (stop < 0) return null;
    const text = this.characters.slice(this.at, stop).join('');
    this.at = stop + 1;
    return text;
  }

  /** Takes as many characters as fit, at most `most`. */
  run(fits: RegExp, most: number): string {
    let text = '';
    while (text.length < most && !this.done && fits.test(this.peek())) text += this.next();
    return text;
  }
}
