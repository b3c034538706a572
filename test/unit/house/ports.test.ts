/** docs/ports.md: the TypeScript is that of the sample project, and the lines are counted as the page says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');
const page = readFileSync(join(root, 'docs/ports.md'), 'utf8');

interface Port {
  readonly title: string;
  readonly python: readonly string[];
  readonly file: string;
  readonly typescript: readonly string[];
}

const BLOCKS =
  /^## ([^\n]*?)(?::[^\n]*)?\n(?:(?!^## ).)*?^```python\n(.*?)^```$(?:(?!^## ).)*?^```ts ([^\n]*)\n(.*?)^```$/gms;
const ports: readonly Port[] = [...page.matchAll(BLOCKS)].map(
  ([, title = '', python = '', file = '', typescript = '']) => ({
    title,
    file,
    python: linesOf(python),
    typescript: linesOf(typescript),
  }),
);

const OMISSIONS: ReadonlySet<string> = new Set(['# ...', '// ...']);

function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => line.trimEnd());
}

/** What the page calls lines. */
function counted(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !OMISSIONS.has(line));
}

/** What the page calls code. */
function code(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let isDocstring = false;
  for (const line of counted(lines)) {
    const quotes = line.startsWith('"""') || (isDocstring && line.endsWith('"""'));
    const isWhole = line.length > 3 && line.startsWith('"""') && line.endsWith('"""');
    if (!isDocstring && !quotes && !/^(#|\/\/|\/\*\*|\*)/.test(line)) kept.push(line);
    if (quotes && !isWhole) isDocstring = !isDocstring;
  }
  return kept;
}

/** The pieces between omissions, in order, each without empty lines at its ends. */
function piecesOf(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) => (OMISSIONS.has(line.trim()) ? '\0' : line))
    .join('\n')
    .split('\0')
    .map((piece) => piece.replace(/^\s*\n|\s+$/g, ''))
    .filter((piece) => piece.trim() !== '');
}

test('all parts are found', () => {
  expect(ports.map(({ title }) => title)).toEqual([
    'Settings',
    'The URL',
    'A stream that filters by its URL',
    'A stream that asks by POST',
    'Only new events, by the body',
    'Events of each account',
  ]);
  expect(page.match(/^```(python|ts)/gm)).toHaveLength(2 * ports.length);
});

test.each(ports)('$title: the TypeScript is what stands in the file', ({ file, typescript }) => {
  const text = readFileSync(join(root, file), 'utf8');
  if (!typescript.some((line) => OMISSIONS.has(line.trim()))) expect(typescript.join('\n')).toBe(text);
  let rest = `\n${text}`;
  for (const piece of piecesOf(typescript)) {
    const at = rest.indexOf(`\n${piece}\n`);
    expect({ piece, isFound: at >= 0 }).toEqual({ piece, isFound: true });
    rest = rest.slice(at + piece.length + 1);
  }
});

test.each(ports)('$title: no more lines than the Python, with comments and without', ({ python, typescript }) => {
  expect(counted(typescript).length).toBeLessThanOrEqual(counted(python).length);
  expect(code(typescript).length).toBeLessThanOrEqual(code(python).length);
});

test('the table has the numbers', () => {
  const numbers = ports.map(({ python, typescript }) =>
    [counted(python), counted(typescript), code(python), code(typescript)].map(({ length }) => length),
  );
  const all = [0, 1, 2, 3].map((column) => numbers.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const table = [...page.matchAll(/^\| ([^|]+?) +\| (\d+) +\| (\d+) +\| (\d+) +\| (\d+) +\|$/gm)].map(
    ([, title, ...cells]) => [title, ...cells.map(Number)],
  );
  expect(table).toEqual([...ports.map(({ title }, i) => [title, ...(numbers[i] ?? [])]), ['All', ...all]]);
});
