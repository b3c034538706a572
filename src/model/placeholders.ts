/** `{key}` in a text stands for a value; `{{key}}` is `{key}` as such. */

const PLACEHOLDER = /\{\{(\w+)\}\}|\{(\w+)\}/g;

/** The keys that a text asks for, each with where it begins in the text. */
export function placeholdersIn(text: string): readonly { readonly key: string; readonly index: number }[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(({ 2: key, index }) => (key === undefined ? [] : [{ key, index }]));
}

/** The key of a text that is nothing but one placeholder; null for all others. */
export function onlyPlaceholder(text: string): string | null {
  return /^\{(\w+)\}$/.exec(text)?.[1] ?? null;
}

export function fillPlaceholders(text: string, valueOf: (key: string) => string): string {
  return text.replace(PLACEHOLDER, (_, literal: string | undefined, key: string | undefined) =>
    literal === undefined ? valueOf(key ?? '') : `{${literal}}`,
  );
}
