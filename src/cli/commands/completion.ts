/** `meltemi completion`: a script for the shell, which asks `meltemi complete-words` for what fits. */
import type { Command } from 'commander';
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines } from '../command-context';
import type { CommandContext } from '../command-context';
import { fittingWords, type NamesOf } from '../completion/fitting-words';
import { loadProject } from '../load-project';

export type Shell = 'bash' | 'zsh' | 'fish';

const SCRIPTS: Readonly<Record<Shell, readonly string[]>> = {
  bash: [
    '_meltemi() {',
    "  local IFS=$'\\n'",
    '  local words',
    '  words="$(meltemi complete-words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)"',
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _meltemi meltemi',
  ],
  zsh: [
    '#compdef meltemi',
    '_meltemi() {',
    '  local -a found',
    '  found=("${(@f)$(meltemi complete-words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")',
    '  compadd -- $found',
    '}',
    'compdef _meltemi meltemi',
  ],
  fish: ["complete -c meltemi -a '(meltemi complete-words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'"],
};

export function completionCommand(context: CommandContext, shell: Shell): Promise<ExitCode> {
  printLines(context.stdout, SCRIPTS[shell]);
  return Promise.resolve(EXIT.ok);
}

/** `words`: what is typed behind `meltemi`, the last one perhaps not to its end. */
export async function wordsCommand(
  program: Command,
  context: CommandContext,
  words: readonly string[],
): Promise<ExitCode> {
  printLines(context.stdout, await fittingWords(program, words, namesIn(context)));
  return EXIT.ok;
}

/** A project that cannot be read has no names: a shell is no place for its errors. */
function namesIn(context: CommandContext): NamesOf {
  return async (what) => {
    try {
      const project = await loadProject(context, { environment: null });
      if (what === 'environments') return project.environments;
      return (what === 'jobs' ? project.jobs : project.schedules).map(({ name }) => name);
    } catch {
      return [];
    }
  };
}
