/** Python's indices and slices over anything with a length. */
import { spendItems } from './limits';
import { PythonError, typeError, valueError } from './python-error';
import { isInt, typeName, type Value } from './value';

/** The place that an index means; throws `IndexError` when there is none, `TypeError` when it is no integer. */
export function resolveIndex(index: Value, length: number, what: string): number {
  const at = resolveInteger(index, `An index of a \`${what}\``);
  const place = at < 0 ? at + length : at;
  if (place < 0 || place >= length) throw new PythonError('IndexError', `The index of a \`${what}\` is out of range.`);
  return place;
}

export interface SliceRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** Where a slice begins, ends and how it steps, with all bounds brought into range. */
export function resolveSlice(start: Value, stop: Value, step: Value, length: number): SliceRange {
  const by = step === null ? 1 : resolveInteger(step, 'The step of a slice');
  if (by === 0) throw valueError('The step of a slice is zero.');
  const low = by < 0 ? -1 : 0;
  const high = by < 0 ? length - 1 : length;
  const bound = (value: Value, otherwise: number): number => {
    if (value === null) return otherwise;
    const at = resolveInteger(value, 'A bound of a slice');
    return Math.min(Math.max(at < 0 ? at + length : at, low), high);
  };
  return { start: bound(start, by < 0 ? high : low), stop: bound(stop, by < 0 ? low : high), step: by };
}

/** The items of a slice, in its order. */
export function sliceItems<T>(items: readonly T[], range: SliceRange): T[] {
  if (range.step === 1) return items.slice(range.start, Math.max(range.start, range.stop));
  spendItems(items.length);
  const taken: T[] = [];
  for (let i = range.start; range.step > 0 ? i < range.stop : i > range.stop; i += range.step) {
    const item = items[i];
    if (item !== undefined) taken.push(item);
  }
  return taken;
}

/** Bounds beyond 2^53 are as good as infinite for every length. */
export function resolveInteger(value: Value, what: string): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isInt(value)) return Number(value);
  throw typeError(`${what} must be an integer, not \`${typeName(value)}\`.`);
}
