/** The help of every command and the page made of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { examplesOf } from '../../../src/cli/declare/examples';
import { createProgram } from '../../../src/cli/program';
import { cliReference, leaves } from '../../docs/cli-reference';

const PAGE = join(__dirname, '..', '..', '..', 'docs', 'cli.md');
const whole = createProgram(() => undefined);
const commands = leaves(whole, []);
const names = commands.map(({ path }) => path.join(' '));

/** Without what the formatter adds: blanks, padding of tables, escapes. */
function bare(markdown: string): string {
  return markdown.replace(/-{3,}/g, '---').replace(/[\s\\]+/g, '');
}

test('docs/cli.md is what `npm run docs` writes', () => {
  expect(bare(readFileSync(PAGE, 'utf8'))).toBe(bare(cliReference(whole, examplesOf)));
});

test.each(names)('`%s` has examples, and the command line takes them', (name) => {
  const examples = examplesOf(name);
  expect(examples.length).toBeGreaterThan(0);
  for (const [typed] of examples) expect(reached(typed)).toBe(name);
});

test('every command says what it does', () => {
  expect(commands.filter(({ command }) => command.description() === '').map(({ path }) => path.join(' '))).toEqual([]);
});

/** The command that a line leads to; throws where the line is wrong. */
function reached(typed: string): string {
  const line = typed.split(/ [|>] /)[0] ?? '';
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const program = createProgram(() => undefined, { rawArguments: words.includes('invoke') });
  let seen = '';
  for (const { path, command } of leaves(program, [])) command.action(() => void (seen = path.join(' ')));
  silence(program);
  program.parse(words, { from: 'user' });
  return seen;
}

function silence(command: Command): void {
  command.configureOutput({ writeErr: () => undefined });
  command.commands.forEach(silence);
}
