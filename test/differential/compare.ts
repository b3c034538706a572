/** Whether two outcomes are the same: value, type and repr, or the same kind of failure. */
import type { Outcome } from './outcome';

/** Our errors' names → the real one's, where they are not spelled alike. */
const SAME_FAILURES: Readonly<Record<string, readonly string[]>> = {
  NameError: ['NameNotDefined'],
  AttributeError: ['AttributeDoesNotExist'],
  // `re.error`, which `strptime` gives for a directive that stands twice.
  ValueError: ['error'],
  Unsupported: ['FeatureNotAvailable'],
  LimitExceeded: ['NumberTooHigh', 'IterableTooLong', 'Hang', 'RecursionError'],
  ExpressionSyntaxError: ['SyntaxError', 'FeatureNotAvailable', 'FunctionNotDefined'],
};

export function isSameOutcome(real: Outcome, ours: Outcome): boolean {
  if (real.kind === 'value' || ours.kind === 'value') {
    return real.kind === 'value' && ours.kind === 'value' && real.type === ours.type && real.repr === ours.repr;
  }
  const [name = ''] = ours.names;
  const accepted = [name, ...(SAME_FAILURES[name] ?? [])];
  return real.names.some((other) => accepted.includes(other));
}
