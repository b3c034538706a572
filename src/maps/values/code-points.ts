/** Texts as Python counts them: by code points, not by UTF-16 units. */
import { spendCharacters, spendWork } from './limits';

/** Units of work for a character that is taken out of a text with surrogates. */
const CHARACTER_WORK = 6;
/** And for one that is compared. */
const COMPARED_WORK = 0.5;
const SURROGATE = /[\ud800-\udfff]/;

/** Whether units and code points are the same thing in this text, which they are in nearly all. */
export function isPlain(text: string): boolean {
  spendCharacters(text.length);
  return !SURROGATE.test(text);
}

/** The text's characters; units for plain texts. */
export function charactersOf(text: string): string[] {
  const plain = isPlain(text);
  spendWork(text.length * (plain ? 1 : CHARACTER_WORK));
  return plain ? text.split('') : Array.from(text);
}

export function codePointCount(text: string): number {
  if (isPlain(text)) return text.length;
  spendWork(text.length);
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const pair = unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    if (pair) i++;
    count++;
  }
  return count;
}

/** Negative, zero or positive, by code points: `'\uffff' < '😀'` although its unit is greater. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) {
      spendWork(i * COMPARED_WORK);
      return rank(a) - rank(b);
    }
  }
  spendWork(length * COMPARED_WORK);
  return left.length - right.length;
}

/** Puts surrogates, which stand for the highest code points, above all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
