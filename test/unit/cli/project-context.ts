/** A command's context in the folder of a project, with its output as text. */
import { projectFolder } from '../project/project-folder';
import type { CommandContext, GlobalOptions } from '../../../src/cli/command-context';

export interface Called {
  readonly context: CommandContext;
  readonly root: string;
  /** What was written since the last call. */
  readonly out: () => string;
  readonly err: () => string;
}

export function contextIn(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  globals: GlobalOptions = {},
): Called {
  const root = projectFolder(files);
  const screen = () => {
    let text = '';
    const take = (): string => {
      const taken = text;
      text = '';
      return taken;
    };
    return { write: (part: string) => ((text += part), true), take };
  };
  const [stdout, stderr] = [screen(), screen()];
  const context: CommandContext = { globals, env, stdout, stderr, projectRoot: () => root };
  return { context, root, out: stdout.take, err: stderr.take };
}
