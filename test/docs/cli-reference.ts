/** `docs/cli.md`, made of the declarations of the commands. */
import type { Argument, Command, Option } from 'commander';

const HEAD = `# The command line

Made by \`npm run docs\` from the declarations of the commands; do not edit it by hand.

Exit codes: 0 done, 1 failed, 2 used wrongly or outside a project, 130 ended by Ctrl-C, 143 by SIGTERM. Errors and logs go to stderr,
results to stdout. \`NO_COLOR\` turns colours off. \`meltemi completion\` makes a shell complete commands, jobs and schedules.
`;

export function cliReference(program: Command): string {
  const sections = leaves(program, []).map(({ path, command }) => section(path, command));
  const globals = ['## Options of all commands', '', ...table('Option', optionRows(program))].join('\n');
  return `${[HEAD, globals, ...sections].join('\n')}`;
}

interface Leaf {
  readonly path: readonly string[];
  readonly command: Command;
}

/** The commands that do something, in the order in which `--help` lists them; `help` itself explains itself. */
export function leaves(command: Command, path: readonly string[]): readonly Leaf[] {
  const below = command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help');
  if (below.length === 0) return [{ path, command }];
  return below.flatMap((each) => leaves(each, [...path, each.name()]));
}

function section(path: readonly string[], command: Command): string {
  const usage = command.registeredArguments.map(argument).join(' ');
  const options = optionRows(command);
  const examples = examplesOf(command);
  return [
    '',
    `## \`${['meltemi', ...path, usage].join(' ').trim()}\``,
    '',
    `${sentence(command.description())}`,
    ...(options.length === 0 ? [] : ['', ...table('Option', options)]),
    ...(examples.length === 0
      ? []
      : ['', '```sh', ...examples.map(([typed, does]) => `meltemi ${typed}  # ${does}`), '```']),
  ].join('\n');
}

/** What to type behind the program's name, and what it does: the end of the command's help. */
export function examplesOf(command: Command): readonly (readonly [typed: string, does: string])[] {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const lines = [...help.matchAll(/^ +\$ meltemi (.*?) +# (.*)$/gm)];
  return lines.map(([, typed = '', does = '']) => [typed, does]);
}

function argument(each: Argument): string {
  const name = each.variadic ? `${each.name()}...` : each.name();
  return each.required ? `<${name}>` : `[${name}]`;
}

function optionRows(command: Command): readonly (readonly [string, string])[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help')
    .map((option) => [`\`${option.flags}\``, `${option.description}${choices(option)}${byDefault(option)}`]);
}

function choices({ argChoices }: Option): string {
  return argChoices === undefined ? '' : ` (${argChoices.join(', ')})`;
}

/** A flag that starts with `no` has its opposite as default, which says nothing. */
function byDefault({ defaultValue, negate }: Option): string {
  return negate || defaultValue === undefined ? '' : `; default: ${String(defaultValue)}`;
}

function table(title: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  const cells = rows.map(([name, meaning]) => `| ${name} | ${meaning.replaceAll('|', '\\|')} |`);
  return [`| ${title} | |`, '| --- | --- |', ...cells];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
