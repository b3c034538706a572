/** A failure of an expression at run time, by the name that Python gives it. */
import type { Span } from '../parse/ast';

export type PythonErrorName =
  | 'TypeError'
  | 'ValueError'
  | 'KeyError'
  | 'IndexError'
  | 'AttributeError'
  | 'NameError'
  | 'FunctionNotDefined'
  | 'ZeroDivisionError'
  | 'OverflowError'
  | 'LookupError'
  | 'UnicodeError'
  | 'InvalidOperation'
  | 'LimitExceeded'
  | 'Unsupported';

/** `message` may name types, columns and methods, never a record's value. `span` is the smallest part that failed. */
export class PythonError extends Error {
  span: Span | null = null;

  constructor(
    override readonly name: PythonErrorName,
    message: string,
  ) {
    super(message);
  }

  /** Keeps the innermost place. */
  at(span: Span): this {
    this.span ??= span;
    return this;
  }
}

export function typeError(message: string): PythonError {
  return new PythonError('TypeError', message);
}

export function valueError(message: string): PythonError {
  return new PythonError('ValueError', message);
}
