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
 * Characters and items that one evaluation may make or look through in all: some tenths of a second of work. It bounds what
 * many allowed steps add up to, such as a comprehension whose every item is a long list.
 */
const MAX_WORK = 20_000_000;

const ITEM_WORK = 10;

let work = 0;

/** Call before each evaluation. Evaluations never overlap: they are synchronous. */
export function beginWork(): void {
  work = 0;
}

/** Throws `LimitExceeded` when an evaluation has worked on too many characters and items. */
export function spendWork(units: number): void {
  work += units;
  if (work > MAX_WORK) throw limitExceeded(`The expression works on more than ${MAX_WORK} characters and items.`);
}

export function limitExceeded(what: string): PythonError {
  return new PythonError('LimitExceeded', what);
}

export function checkJoined(length: number): void {
  if (length > MAX_JOINED_LENGTH) throw limitExceeded(`The text would be longer than ${MAX_JOINED_LENGTH} characters.`);
  spendWork(length);
}

/** The same for a list that is made. */
export function checkItems(count: number): void {
  if (count > MAX_JOINED_LENGTH) throw limitExceeded(`The list would be longer than ${MAX_JOINED_LENGTH} items.`);
  spendItems(count);
}

/** For items that are made or gone through: an item costs some ten times what a character does. */
export function spendItems(count: number): void {
  spendWork(count * ITEM_WORK);
}

export function checkText(length: number): void {
  if (length > MAX_TEXT_LENGTH) throw limitExceeded(`The text would be longer than ${MAX_TEXT_LENGTH} characters.`);
  spendWork(length);
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
  return (value < 0n ? -value : value).toString(16).length * 4;
}
