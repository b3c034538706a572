/**
 * The text that an engine searches, counting how often it looks at a character. One search takes time proportional to the text,
 * but a `findall` is many searches, and each may look far ahead for nothing; what counts is what was really looked at.
 */
import { spendWork } from '../values/limits';

/** The engine takes texts and objects of the class String, and reads them by these two methods only. */
export class CountedText extends String {
  constructor(
    private readonly text: string,
    /** Units of work per character that is looked at. */
    private readonly cost: number,
  ) {
    super(text);
  }

  override charCodeAt(at: number): number {
    spendWork(this.cost);
    return this.text.charCodeAt(at);
  }

  /** The search of the platform goes through some ten characters in the time of one unit. */
  override indexOf(wanted: string, from = 0): number {
    const found = this.text.indexOf(wanted, from);
    spendWork(1 + ((found < 0 ? this.text.length : found) - from) / SEARCHED_PER_UNIT);
    return found;
  }
}

const SEARCHED_PER_UNIT = 10;
