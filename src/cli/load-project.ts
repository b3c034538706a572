/** Reads the project that a command belongs to. The YAML package is loaded here, and not by commands that need no project. */
import type { Project } from '../project/project';
import type * as sourceModule from '../project/project-source';
import { chosenEnvironment, type CommandContext } from './command-context';

export interface ProjectChoice {
  /** Name of a schedule whose `env:` counts. */
  readonly schedule?: string | undefined;
  /** Null: in no environment, whatever the command line says. */
  readonly environment?: null;
  /** Commands about the project's own values use no `default_environment`, as in Meltano. */
  readonly ignoreDefaultEnvironment?: boolean;
}

/** In the environment of the command line, else the project's own. Throws `ConfigInvalid`. */
export function loadProject(context: CommandContext, choice: ProjectChoice = {}): Promise<Project> {
  const root = context.projectRoot();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { openProjectSource } = require('../project/project-source') as typeof sourceModule;
  const environment = choice.environment === null ? null : chosenEnvironment(context);
  const { ignoreDefaultEnvironment = false } = choice;
  const options = { envFile: context.globals.envFile, ignoreDefaultEnvironment };
  return openProjectSource(root, context.env, options).load(environment, choice.schedule);
}
