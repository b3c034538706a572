/** Compares what came out with what was recorded, by the rules of the recordings' README. */
import { isDeepStrictEqual } from 'node:util';

const MAX_SHOWN = 1500;

export function show(expected: unknown, got: unknown): string {
  return `expected ${clip(expected)}\ngot      ${clip(got)}`;
}

function clip(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)} ...` : text;
}

/** Deep equality in which `<UUID>` and `<TIME>` inside a recorded text stand for any. */
export function matches(expected: unknown, got: unknown): boolean {
  if (typeof expected === 'string' && typeof got === 'string') return matchesText(expected, got);
  if (Array.isArray(expected) && Array.isArray(got)) {
    return expected.length === got.length && expected.every((item, index) => matches(item, got[index]));
  }
  if (isObject(expected) && isObject(got)) {
    const keys = Object.keys(expected);
    return (
      keys.length === Object.keys(got).length && keys.every((key) => key in got && matches(expected[key], got[key]))
    );
  }
  return isDeepStrictEqual(expected, got);
}

function matchesText(expected: string, got: string): boolean {
  if (!/<UUID>|<TIME>/.test(expected)) return expected === got;
  const pattern = expected
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('<UUID>', '[0-9a-fA-F-]{36}')
    .replaceAll('<TIME>', '[0-9][0-9T:. +Z-]+');
  return new RegExp(`^${pattern}$`).test(got);
}

/** Lists whose order says nothing: the real program prints sets. */
export function asSets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asSets).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asSets(inner)]));
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
