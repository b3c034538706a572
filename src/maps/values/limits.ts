/** How big a value may grow and how long an expression may work, per record: an expression cannot hang or fill a worker. */
import { PythonError } from './python-error';

/** Result of `+` and `*` on texts and lists: the limit of the real mapper (simpleeval's MAX_STRING_LENGTH). */
const MAX_JOINED_LENGTH = 100_000;
/** Text that a method makes (`replace`, `ljust`, `join`), in UTF-16 units: far above any column, far below a worker's memory. */
const MAX_TEXT_LENGTH = 10_000_000;
/** Items of all comprehensions of an expression together: simpleeval's MAX_COMPREHENSION_LENGTH. */
export const MAX_COMPREHENSION_ITEMS = 10_000;
/** Both sides of a power, and shifts: simpleeval's MAX_POWER and MAX_SHIFT. */
const MAX_POWER = 4_000_000;
export const MAX_SHIFT = 10_000;
/** simpleeval shifts nothing beyond the largest double. */
export const MAX_SHIFTED_BITS = 1024;
/** Size of an integer; 2^65536 has 19,729 digits, and multiplying two such numbers takes less than a millisecond. */
const MAX_INTEGER_BITS = 65_536;
/** Digits that an integer may have as text: Python's own limit since 3.11. */
export const MAX_INTEGER_DIGITS = 4300;

/**
 * Work of one evaluation in all, in units of some ten nanoseconds: a thirtieth of a second, which is room for a text of a megabyte to
 * be replaced in, split or hashed several times. It bounds what many allowed steps add up to, such as a comprehension whose every
 * item is a long list.
 */
const MAX_WORK = 3_000_000;

/** An item of a list is made or gone through in some 40 nanoseconds. */
const ITEM_WORK = 4;
/** A value that becomes text: the text is made, and joined with others. */
const WRITTEN_WORK = 10;
/** An entry of a dict, some 250 nanoseconds. */
const ENTRY_WORK = 25;
/** What the platform's own search, compare and copy go through per unit, in characters. */
const CHARS_PER_UNIT = 8;
/** Bits of a machine word, in which integers beyond 2^53 are kept. */
const WORD_BITS = 64;
/** Products of two words per unit: measured at multiplication, division and printing of integers up to 65,536 bits. */
const PRODUCTS_PER_UNIT = 6;

let work = 0;

/** Call before each evaluation. Evaluations never overlap: they are synchronous. */
export function beginWork(): void {
  work = 0;
}

/** `units` of some ten nanoseconds. Throws `LimitExceeded` when an evaluation has worked too much. */
export function spendWork(units: number): void {
  work += units;
  if (work > MAX_WORK) {
    throw limitExceeded('The expression works too long on one record: on too many characters, items or digits.');
  }
}

/** For characters that the platform goes through at its own speed. */
export function spendCharacters(count: number): void {
  spendWork(count / CHARS_PER_UNIT);
}

/** For an operation on two integers of so many bits whose time grows with their product. */
export function spendBits(left: number, right: number): void {
  spendWork(((left / WORD_BITS + 1) * (right / WORD_BITS + 1)) / PRODUCTS_PER_UNIT);
}

export function limitExceeded(what: string): PythonError {
  return new PythonError('LimitExceeded', what);
}

export function checkJoined(length: number): void {
  if (length > MAX_JOINED_LENGTH) throw limitExceeded(`The text would be longer than ${MAX_JOINED_LENGTH} characters.`);
  spendCharacters(length);
}

/** The same for a list that is made. */
export function checkItems(count: number): void {
  if (count > MAX_JOINED_LENGTH) throw limitExceeded(`The list would be longer than ${MAX_JOINED_LENGTH} items.`);
  spendItems(count);
}

/** A text of so many characters would be made; its parts are paid for where they are made. */
export function refuseLong(length: number): void {
  if (length > MAX_TEXT_LENGTH) throw limitExceeded(`The text would be longer than ${MAX_TEXT_LENGTH} characters.`);
}

/** For entries of a dict that is made: each is hashed and kept with its key. */
export function spendEntries(count: number): void {
  spendWork(count * ENTRY_WORK);
}

/** For a value that is written as text, by itself or within others. */
export function spendWritten(): void {
  spendWork(WRITTEN_WORK);
}

/** For items that are made or gone through. */
export function spendItems(count: number): void {
  spendWork(count * ITEM_WORK);
}

export function checkText(length: number): void {
  refuseLong(length);
  spendCharacters(length);
}

/** Digits behind the point that a format may ask for. Powers of ten of this size take well below a millisecond. */
const MAX_PLACES = 20_000;

export function checkPlaces(places: number): void {
  if (places > MAX_PLACES) throw limitExceeded(`A number would have more than ${MAX_PLACES} digits behind the point.`);
  spendWork(places);
}

export function checkBits(bits: number): void {
  if (bits > MAX_INTEGER_BITS) throw limitExceeded(`The integer would be larger than ${MAX_INTEGER_BITS} bits.`);
}

/** Throws `LimitExceeded` for a base or exponent that the real mapper refuses, whatever the result would be. */
export function checkPower(value: number | bigint): void {
  if (value > MAX_POWER || value < -MAX_POWER)
    throw limitExceeded(`A base or an exponent is greater than ${MAX_POWER}.`);
}

/** Bits of a bigint's magnitude, at most 3 too many. */
export function bitsOf(value: bigint): number {
  const bits = (value < 0n ? -value : value).toString(16).length * 4;
  spendWork(bits / BITS_PER_UNIT);
  return bits;
}

/** Of an integer that is gone through once. */
const BITS_PER_UNIT = 16;
