/**
 * `${NAME}` and `$NAME` in texts, by Meltano's rules: a bare name is of capitals, digits and `_`; `\$` is the only escape; one pass.
 */

const REFERENCE = /(\\)?\$(?:\{(\w+)\}|([A-Z][A-Z0-9_]*))/g;
const WHOLE = new RegExp(`^${REFERENCE.source}$`);

/** Null: there is no such variable. */
export type Lookup = (name: string) => string | null;

export interface Expanded {
  /** Null: the whole text was one reference, to a variable that is missing or empty. */
  readonly text: string | null;
  /** Variables that do not exist, in the order in which the text names them. */
  readonly missing: readonly string[];
  /** Variables that the text took a value of. */
  readonly used: readonly string[];
}

/** The variables that a text refers to, in order. */
export function referencesIn(text: string): readonly string[] {
  const { missing } = expand(text, () => null);
  return missing;
}

export function expand(text: string, lookup: Lookup): Expanded {
  if (!text.includes('$')) return { text, missing: [], used: [] };
  const missing: string[] = [];
  const used: string[] = [];
  const result = text.replace(
    REFERENCE,
    (whole, escape: string | undefined, braced: string | undefined, bare: string | undefined) => {
      if (escape !== undefined) return whole.slice(1);
      const name = braced ?? bare ?? '';
      const value = lookup(name);
      (value === null ? missing : used).push(name);
      return value ?? '';
    },
  );
  return { text: result === '' && WHOLE.test(text) ? null : result, missing, used };
}
