/**
 * Filter expressions of Okta: `status eq "ACTIVE" and (lastUpdated gt "2026-01-01T00:00:00.000Z" or profile.lastName sw "Smi")`.
 * Source: https://developer.okta.com/docs/reference/core-okta-api/#filter
 */
type OktaRecord = Readonly<Record<string, unknown>>;
type Matches = (record: OktaRecord) => boolean;

const TOKEN = /\s*(?:([()])|"((?:[^"\\]|\\.)*)"|([A-Za-z_][\w.]*))/y;
const TIMES: ReadonlySet<string> = new Set(['created', 'activated', 'statusChanged', 'lastLogin', 'lastUpdated']);

interface Token {
  readonly kind: 'bracket' | 'text' | 'word';
  readonly text: string;
}

/** Null: that is no expression, or compares a time with something that is none. */
export function oktaFilter(expression: string): Matches | null {
  const tokens = tokensOf(expression);
  if (tokens === null) return null;
  try {
    const rest = [...tokens];
    const matches = either(rest);
    return rest.length === 0 ? matches : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `profile.lastName` of a record. */
export function valueAt(record: OktaRecord, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as OktaRecord | null | undefined)?.[key], record);
}

function tokensOf(expression: string): readonly Token[] | null {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(expression);
    if (match === null) return null;
    const [, bracket, text, word] = match;
    if (bracket !== undefined) tokens.push({ kind: 'bracket', text: bracket });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replace(/\\(.)/g, '$1') });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

function either(rest: Token[]): Matches {
  const parts = [both(rest)];
  while (isWord(rest, 'or')) parts.push(both(rest));
  return (record) => parts.some((matches) => matches(record));
}

function both(rest: Token[]): Matches {
  const parts = [one(rest)];
  while (isWord(rest, 'and')) parts.push(one(rest));
  return (record) => parts.every((matches) => matches(record));
}

function one(rest: Token[]): Matches {
  const first = rest.shift();
  if (first?.kind === 'bracket' && first.text === '(') {
    const inner = either(rest);
    if (rest.shift()?.text !== ')') throw new SyntaxError('a bracket stays open');
    return inner;
  }
  const [operator, value] = [rest.shift(), rest.shift()];
  if (first?.kind !== 'word' || operator?.kind !== 'word' || value?.kind !== 'text')
    throw new SyntaxError('no comparison');
  if (TIMES.has(first.text) && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value.text))
    throw new SyntaxError('no time');
  const compare = COMPARISONS[operator.text];
  if (compare === undefined) throw new SyntaxError('no operator');
  return (record) => {
    const found = valueAt(record, first.text);
    return typeof found === 'string' && compare(found, value.text);
  };
}

const COMPARISONS: Readonly<Record<string, (found: string, wanted: string) => boolean>> = {
  eq: (found, wanted) => found === wanted,
  gt: (found, wanted) => found > wanted,
  ge: (found, wanted) => found >= wanted,
  lt: (found, wanted) => found < wanted,
  le: (found, wanted) => found <= wanted,
  sw: (found, wanted) => found.startsWith(wanted),
};

/** Takes the word away when it comes next. */
function isWord(rest: Token[], text: string): boolean {
  const [next] = rest;
  if (next?.kind !== 'word' || next.text !== text) return false;
  rest.shift();
  return true;
}
