/** The differences that are meant to be: `ALLOWED.md` says what and why, this recognises them. */
import type { Outcome, Question } from './outcome';

export interface AllowedDifference {
  /** As in the first column of `ALLOWED.md`. */
  readonly name: string;
  readonly covers: (question: Question, real: Outcome, ours: Outcome) => boolean;
}

const raises = (outcome: Outcome, name: string, part = ''): boolean =>
  outcome.kind === 'error' && outcome.names.includes(name) && outcome.message.includes(part);

/** Places where the order of a set shows: it is iterated, popped, or written as text. */
const SET_MADE =
  /\bset\(|\.items\(\) &|\{[^{}:]*\}|\.keys\(\)|\.(?:union|intersection|difference|symmetric_difference)\(/;

/** What simpleeval refuses when it gets there, and ours in any case. */
const REFUSED = /\.(?:format|mro)\b|\(\*|\{\*[^*]/;

export const ALLOWED: readonly AllowedDifference[] = [
  { name: 'limits', covers: (_, _real, ours) => raises(ours, 'LimitExceeded') },
  {
    name: 'found when compiled',
    covers: ({ text }, real, ours) =>
      ours.kind === 'error' && ours.early && (real.kind === 'error' || (raises(ours, 'ExpressionSyntaxError') && REFUSED.test(text))),
  },
  { name: 'config is constant', covers: ({ text }, _real, ours) => text.includes('config') && raises(ours, 'Unsupported', '`config`') },
  {
    name: 'guards',
    covers: (_, real, ours) =>
      raises(ours, 'TypeError') &&
      (raises(real, 'FeatureNotAvailable', '__len__') || ['NumberTooHigh', 'IterableTooLong', 'OverflowError'].some((name) => raises(real, name))),
  },
  { name: 'character names', covers: ({ text }, _real, ours) => text.includes('\\N{') && raises(ours, 'ExpressionSyntaxError', '\\N') },
  { name: 'infinite decimals', covers: (_, _real, ours) => raises(ours, 'Unsupported', 'infinite decimal') },
  { name: 'complex numbers', covers: (_, _real, ours) => raises(ours, 'Unsupported', 'complex') },
  {
    name: 'order of sets',
    covers: ({ text }, real, ours) => SET_MADE.test(text) && ((real.kind === 'value' && ours.kind === 'value') || text.includes('.pop()')),
  },
  { name: 'identity', covers: ({ text }) => /\bis (?:not )?(?!None|True|not\b)/.test(text) },
  {
    name: 'addresses',
    covers: ({ text }, real, ours) =>
      real.kind === 'value' && ours.kind === 'value' && /\.[a-z_]+\b(?!\s*\()/.test(text) && /str\(|str\)|%|f"{3}|=str/i.test(text),
  },
  {
    name: 'rare encodings',
    covers: ({ text }, _real, ours) =>
      raises(ours, 'LookupError') && /utf-7|idna|namereplace/.test(text),
  },
]; // prettier-ignore
