/** What tells the contexts of a stream apart: their JSON, whatever the order of their keys. */
import type { JsonValue } from '../../model/json';
import type { Context } from '../../sdk';

/** Empty for the whole stream. */
export function contextKey(context: Context | null): string {
  return context === null ? '' : JSON.stringify(sorted(context));
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => sorted(item as JsonValue));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
