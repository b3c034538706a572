/** Decimal digits of other scripts: Python's numbers may be written in any of them. */

const OTHER_DIGIT = /[^\P{Nd}0-9]/gu;

/** The text with every decimal digit as one of 0 to 9. */
export function plainDigits(text: string): string {
  return text.replace(OTHER_DIGIT, (char) => String(digitOf(char.codePointAt(0) ?? 0)));
}

/** Digits come in runs of ten, zero first; two runs that touch are ten apart. */
function digitOf(code: number): number {
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (code - zero) % 10;
}
