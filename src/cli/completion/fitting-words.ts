/** Which words may follow on a command line, by the commands' own declarations and the names in the project. */
import type { Command, Option } from 'commander';

/** Names of that kind in the project; empty where there is none. */
export type NamesOf = (what: 'jobs' | 'schedules' | 'environments') => Promise<readonly string[]>;

/** `words`: what is typed behind the program's name; the last one is what has been typed of the wanted word, perhaps nothing. */
export async function fittingWords(
  program: Command,
  words: readonly string[],
  names: NamesOf,
): Promise<readonly string[]> {
  const typed = words.at(-1) ?? '';
  const { command, awaited } = walk(program, words.slice(0, -1));
  const candidates =
    awaited !== null
      ? await valuesOf(awaited, names)
      : typed.startsWith('-')
        ? optionsOf(program, command)
        : [...subcommands(command).map((each) => each.name()), ...(await argumentsOf(command, names))];
  return candidates.filter((candidate) => candidate.startsWith(typed));
}

/** The command that the words lead to, and the option whose value comes next. */
function walk(program: Command, words: readonly string[]): { command: Command; awaited: Option | null } {
  let command = program;
  let awaited: Option | null = null;
  for (const word of words) {
    if (awaited !== null) {
      awaited = null;
    } else if (word.startsWith('-')) {
      const option = [...command.options, ...program.options].find(
        ({ long, short }) => word === long || word === short,
      );
      awaited = option?.required === true ? option : null;
    } else {
      command = subcommands(command).find((each) => each.name() === word) ?? command;
    }
  }
  return { command, awaited };
}

function subcommands(command: Command): readonly Command[] {
  return command.createHelp().visibleCommands(command);
}

function optionsOf(program: Command, command: Command): readonly string[] {
  const help = command.createHelp();
  const options = [...help.visibleOptions(command), ...(command === program ? [] : help.visibleOptions(program))];
  return [...new Set(options.flatMap((option) => option.long ?? []))];
}

async function valuesOf(option: Option, names: NamesOf): Promise<readonly string[]> {
  if (option.argChoices !== undefined) return option.argChoices;
  return option.attributeName() === 'environment' ? names('environments') : [];
}

/** What the declarations call an argument says what it stands for. */
async function argumentsOf(command: Command, names: NamesOf): Promise<readonly string[]> {
  const [first] = command.registeredArguments;
  if (first?.argChoices !== undefined) return first.argChoices;
  if (first?.name() === 'blocks') return names('jobs');
  return first?.name() === 'name' && command.parent?.name() === 'schedule' ? names('schedules') : [];
}
