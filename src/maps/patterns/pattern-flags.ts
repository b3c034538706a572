/** `re.I`, `re.M` and the other flags, with Python's numbers. */
export const FLAGS = { I: 2, L: 4, M: 8, S: 16, U: 32, X: 64, A: 256 } as const;

/** By the letter of an inline flag such as `(?i)`. */
export const FLAG_LETTERS: ReadonlyMap<string, number> = new Map([
  ['i', FLAGS.I], ['m', FLAGS.M], ['s', FLAGS.S], ['x', FLAGS.X], ['a', FLAGS.A], ['u', FLAGS.U],
]); // prettier-ignore
