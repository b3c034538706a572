/** Reads the project that a command belongs to. The YAML package is loaded here, and not by commands that need no project. */
import type { Project } from '../project/project';
import type * as sourceModule from '../project/project-source';
import { chosenEnvironment, type CommandContext } from './command-context';
import { commandLog } from './command-log';

export interface ProjectChoice {
  /** Name of a schedule whose `env:` counts. */
  readonly schedule?: string | undefined;
  /** Null: in no environment, whatever the command line says. */
  readonly environment?: null;
  /** Commands about the project's own values use no `default_environment`, as in Meltano. */
  readonly ignoreDefaultEnvironment?: boolean;
}

/** In the environment of the command line, else the project's own. Throws `ConfigInvalid`. */
export async function loadProject(context: CommandContext, choice: ProjectChoice = {}): Promise<Project> {
  const root = context.projectRoot();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { openProjectSource } = require('../project/project-source') as typeof sourceModule;
  const environment = choice.environment === null ? null : chosenEnvironment(context);
  const { ignoreDefaultEnvironment = false } = choice;
  const options = { envFile: context.globals.envFile, ignoreDefaultEnvironment };
  const project = await openProjectSource(root, context.env, options).load(environment, choice.schedule);
  if (ignoreDefaultEnvironment && environment === undefined) noteIgnored(context, project);
  return project;
}

function noteIgnored(context: CommandContext, { environment, defaultEnvironment }: Project): void {
  if (environment !== null || defaultEnvironment === null || defaultEnvironment.toLowerCase() === 'null') return;
  const remedy = 'Give `--environment` in front of the command to mean one.';
  commandLog(context).log('info', `The default environment \`${defaultEnvironment}\` does not count here. ${remedy}`);
}
