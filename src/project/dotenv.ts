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

/** One assignment, or a line that is none. */
export interface DotenvLine {
  readonly name: string;
  /** Before `${NAME}` is replaced; null: there is no `=`. */
  readonly value: string | null;
  readonly style: 'single' | 'double' | 'bare';
  /** What stands behind a name without `=`, without blanks and comment. */
  readonly rest: string;
  /** Where the line starts in the text. */
  readonly index: number;
}

export function* dotenvLines(text: string): Generator<DotenvLine> {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  for (const match of text.slice(start).matchAll(LINE)) {
    const name = match[1] ?? match[2] ?? '';
    const style = match[3] !== undefined ? 'single' : match[4] !== undefined ? 'double' : 'bare';
    const behind = match[0].slice(match[0].indexOf(name) + name.length).replace(/^'/, '');
    const rest = behind.replace(/#.*$/s, '').trim();
    yield { name, value: rawValue(match), style, rest, index: match.index + start };
  }
}

/**
 * Names and values; a later line wins. `${NAME}` and `${NAME:-default}` take the process environment first, then earlier lines.
 * A name without `=` has no value and is left out.
 */
export function parseDotenv(
  text: string,
  processEnv: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, value } of dotenvLines(text)) {
    if (value === null) continue;
    values.set(
      name,
      value.replace(REFERENCE, (_, reference: string, otherwise: string | undefined) => {
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
