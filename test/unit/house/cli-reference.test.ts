/** The help of every command and the page made of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../../../src/cli/program';
import { bareMarkdown } from '../../docs/bare-markdown';
import { cliReference, examplesOf, leaves } from '../../docs/cli-reference';

const PAGE = join(__dirname, '..', '..', '..', 'docs', 'cli.md');
const whole = createProgram(() => undefined);
const commands = leaves(whole, []);
const named = commands.map(({ path, command }) => [path.join(' '), command] as const);

test('docs/cli.md is what `npm run docs` writes', () => {
  expect(bareMarkdown(readFileSync(PAGE, 'utf8'))).toEqual(bareMarkdown(cliReference(whole)));
});

test.each(named)('`%s` or the command above it has examples', (_name, command) => {
  expect([command, command.parent].some((each) => each !== null && examplesOf(each).length > 0)).toBe(true);
});

test.each(withExamples(whole))('`meltemi %s` is a line that the command line takes', (typed, path) => {
  expect(reached(typed).startsWith(path)).toBe(true);
});

test('every command says what it does', () => {
  expect(commands.filter(({ command }) => command.description() === '').map(({ path }) => path.join(' '))).toEqual([]);
});

/** Each example, and the command in whose help it stands. */
function withExamples(command: Command, path: readonly string[] = []): [typed: string, path: string][] {
  const own = examplesOf(command).map(([typed]): [string, string] => [typed, path.join(' ')]);
  return [...own, ...command.commands.flatMap((each) => withExamples(each, [...path, each.name()]))];
}

/** The command that a line leads to; throws where the line is wrong. */
function reached(typed: string): string {
  const line = typed.split(/ [|>] /)[0] ?? '';
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match.slice(1).find((word) => word !== undefined) ?? '',
  );
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
