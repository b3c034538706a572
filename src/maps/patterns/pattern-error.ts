/** A pattern that is wrong, or that has what a linear-time engine cannot have. Messages never show the pattern: it may come from a record. */
import { PythonError, valueError } from '../values/python-error';

/** `at`: place in the pattern, in characters from 0. */
export function patternError(what: string, at: number): PythonError {
  return valueError(`The pattern cannot be used: ${what}, at character ${at + 1} of the pattern.`);
}

export function notLinear(what: string, at: number): PythonError {
  const why = 'patterns run in time proportional to the text, so that none can hang a run, and this cannot';
  return new PythonError('Unsupported', `${what} is not available: ${why} (character ${at + 1} of the pattern).`);
}
