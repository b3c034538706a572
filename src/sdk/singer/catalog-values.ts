/** Members of a catalog's entry, which a person or another tap may have written. */
import type { JsonValue } from '../../model/json';

export function listIn(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

export function textIn(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Null for an absent or empty list, which says nothing. */
export function textsIn(value: JsonValue | undefined): readonly string[] | null {
  const texts = listIn(value).filter((item): item is string => typeof item === 'string');
  return texts.length === 0 ? null : texts;
}
