/** `meltemi doctor`: looks at everything that a run needs and says what to mend. Changes nothing. */
import { Redactor } from '../../model/redactor';
import type { Project } from '../../project/project';
import { EXIT, viewError } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines } from '../command-context';
import type { CommandContext } from '../command-context';
import { error, type Finding } from '../doctor/check';
import { checkNode, checkPageFolder } from '../doctor/machine-checks';
import { checkProject } from '../doctor/project-checks';
import { checkTemporal } from '../doctor/temporal-checks';
import { loadProject } from '../load-project';
import { colorsFor } from '../output/colors';
import type { Colors } from '../output/colors';
import { plural } from '../output/format';
import { printable } from '../output/text-width';

/** Exit code 1 when something has to be mended before runs can work. */
export async function doctorCommand(context: CommandContext): Promise<ExitCode> {
  const { stdout, env, globals } = context;
  const colors = colorsFor(stdout, env);
  const counts = { ok: 0, warning: 0, error: 0 };
  const tell = (finding: Finding): void => {
    counts[finding.level]++;
    printLines(stdout, globals.json === true ? [JSON.stringify(finding)] : findingLines(finding, colors));
  };
  const projectRoot = context.projectRoot();
  tell(checkNode(process.versions.node));
  for (const finding of await checkPageFolder(projectRoot, env)) tell(finding);
  for (const finding of await checkTemporal(projectRoot, env)) tell(finding);
  for (const finding of await checkFiles(context)) tell(finding);
  if (globals.json !== true) {
    printLines(stdout, [
      '',
      `${counts.ok} fine, ${plural(counts.warning, 'warning')}, ${plural(counts.error, 'error')}.`,
    ]);
  }
  return counts.error === 0 ? EXIT.ok : EXIT.failed;
}

async function checkFiles(context: CommandContext): Promise<readonly Finding[]> {
  let project: Project;
  try {
    project = await loadProject(context);
  } catch (failure) {
    const { reason, instruction } = viewError(failure);
    return [error('project', reason, instruction)];
  }
  return checkProject(project, new Redactor());
}

function findingLines({ level, subject, said, remedy }: Finding, colors: Colors): readonly string[] {
  const signs = { ok: colors.green('✔'), warning: colors.yellow('!'), error: colors.red('✖') };
  return [
    `${signs[level]} ${colors.bold(subject)}: ${printable(said)}`,
    ...(remedy === '' ? [] : [`  ${printable(remedy)}`]),
  ];
}
