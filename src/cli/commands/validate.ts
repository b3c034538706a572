/** `meltemi validate`: all problems of the project's files, one a line. */
import { showPlace } from '../../project/place';
import type { Problem } from '../../validate/problem';
import { validateProject, type Validation } from '../../validate/validate-project';
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines } from '../command-context';
import type { CommandContext } from '../command-context';

export async function validateCommand(context: CommandContext): Promise<ExitCode> {
  const { globals, stdout, stderr, env } = context;
  const environment = globals.environment === false ? null : globals.environment;
  const validation = await validateProject({
    root: context.projectRoot(),
    environment,
    envFile: globals.envFile,
    processEnv: env,
  });
  const isJson = globals.json === true;
  printLines(stdout, validation.problems.map(isJson ? problemJson : problemLine));
  if (!isJson) printLines(stderr, summaryLines(validation));
  return validation.problems.some((problem) => problem.severity === 'error') ? EXIT.failed : EXIT.ok;
}

/** `meltano.yml:3:5: error: what is wrong; what to do`: the form that editors and CI systems recognize. */
function problemLine({ severity, place, message, remedy, environments }: Problem): string {
  const where = environments.length === 0 ? '' : ` (In ${environments.map((name) => `\`${name}\``).join(', ')}.)`;
  return `${showPlace(place)}: ${severity}: ${message}${where}${remedy === '' ? '' : ` ${remedy}`}`;
}

function problemJson({ severity, place, message, remedy, environments }: Problem): string {
  return JSON.stringify({ severity, ...place, message, remedy, environments });
}

function summaryLines(validation: Validation): readonly string[] {
  const { problems, isComplete, files, environments, plugins, jobs } = validation;
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const found = [counted(errors, 'error'), counted(problems.length - errors, 'warning')].join(', ');
  if (!isComplete) return [`${found}. Names and values are checked once all files can be read.`];
  const seen = [
    counted(files, 'file'),
    counted(plugins, 'plugin'),
    counted(jobs, 'job'),
    ...(environments.length === 0
      ? []
      : [`${counted(environments.length, 'environment')} (${environments.join(', ')})`]),
  ];
  return [`${found} in ${seen.join(', ')}.`];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
