/** Texts as Python counts them: by code points, not by UTF-16 units. */

const SURROGATE = /[\ud800-\udfff]/;

/** Whether units and code points are the same thing in this text, which they are in nearly all. */
export function isPlain(text: string): boolean {
  return !SURROGATE.test(text);
}

/** The text's characters; units for plain texts. */
export function charactersOf(text: string): string[] {
  return isPlain(text) ? text.split('') : Array.from(text);
}

export function codePointCount(text: string): number {
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
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Puts surrogates, which stand for the highest code points, above all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
