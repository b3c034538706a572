/** The `.env` file in python-dotenv's dialect, which is what Meltano reads it with. */

const LINE =
  /^[ \t]*(?:export[ \t]+)?(?:'([^']+)'|([^=#\s][^=#\s]*))[ \t]*(?:=[ \t]*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|([^\r\n]*)))?[^\r\n]*$/gm;
const REFERENCE = /\$\{([^}:]*)(?::-([^}]*))?\}/g;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/**
 * Names and values; a later line wins. `${NAME}` and `${NAME:-default}` take the process environment first, then earlier lines.
 * A name without `=` has no value and is left out.
 */
export function parseDotenv(
  text: string,
  processEnv: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const match of text.replace(/^\uFEFF/, '').matchAll(LINE)) {
    const name = match[1] ?? match[2];
    const raw = rawValue(match);
    if (name === undefined || raw === null) continue;
    values.set(
      name,
      raw.replace(REFERENCE, (_, reference: string, otherwise: string | undefined) => {
        return processEnv[reference] ?? values.get(reference) ?? otherwise ?? '';
      }),
    );
  }
  return values;
}

function rawValue(match: RegExpMatchArray): string | null {
  const [, , , single, double, bare] = match;
  if (single !== undefined) return single.replace(/\\([\\'])/g, '$1');
  if (double !== undefined) return double.replace(/\\(.)/gs, (whole, letter: string) => ESCAPES[letter] ?? whole);
  return bare === undefined ? null : bare.replace(/(?:^|[ \t]+)#.*$/, '').trimEnd();
}
