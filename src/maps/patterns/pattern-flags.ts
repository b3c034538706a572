/** `re.I`, `re.M` and the other flags, with Python's numbers. */
export const FLAGS = { I: 2, L: 4, M: 8, S: 16, U: 32, X: 64, A: 256 } as const;

export const FLAG_NAMES: readonly (readonly [string, number])[] = [
  ['I', FLAGS.I], ['IGNORECASE', FLAGS.I], ['M', FLAGS.M], ['MULTILINE', FLAGS.M], ['S', FLAGS.S], ['DOTALL', FLAGS.S],
  ['X', FLAGS.X], ['VERBOSE', FLAGS.X], ['A', FLAGS.A], ['ASCII', FLAGS.A], ['U', FLAGS.U], ['UNICODE', FLAGS.U], ['NOFLAG', 0],
]; // prettier-ignore

/** All that can be given; `L` is about bytes and locales. */
export const KNOWN_FLAGS: number = FLAGS.I | FLAGS.M | FLAGS.S | FLAGS.U | FLAGS.X | FLAGS.A;

/** By the letter of an inline flag such as `(?i)`. */
export const FLAG_LETTERS: ReadonlyMap<string, number> = new Map([
  ['i', FLAGS.I], ['m', FLAGS.M], ['s', FLAGS.S], ['x', FLAGS.X], ['a', FLAGS.A], ['u', FLAGS.U],
]); // prettier-ignore
