/**
 * How a command is declared: with a function that loads its module when it is called, so that `--help` and a mistyped command answer
 * at once and no command loads what only others need. `import()` would be a native one, which is slower and deaf to the test runner.
 */
import { InvalidArgumentError } from 'commander';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';

/** Gets the command's arguments in order, then its options. */
export type Action = (context: CommandContext, ...args: never[]) => Promise<ExitCode>;

/** Makes what commander calls of what loads an action. */
export type ToAction = (load: () => Action) => (...given: unknown[]) => Promise<void>;

/** Parser of an option that may be repeated. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

export function wholeNumber(value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

export function anyNumber(value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It must be a whole number.');
}

/** The end of a command's help: lines of what to type behind `meltemi`, and what it does. */
export function examples(lines: readonly (readonly [typed: string, does: string])[]): string {
  const width = Math.max(...lines.map(([typed]) => typed.length));
  return ['', 'Examples:', ...lines.map(([typed, does]) => `  $ meltemi ${typed.padEnd(width)}  # ${does}`)].join('\n');
}
