/** `meltemi config print|list|explain`: settings as they are. */
import { MeltemiError } from '../../model/errors';
import { didYouMean } from '../../model/suggest';
import { EXIT, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { logWarnings } from '../command-log';
import { explainLines, explainView } from '../config/explain';
import { listLines, type ListOptions } from '../config/list-lines';
import { printedEnv, printedJson } from '../config/print-config';
import { openSubject, type SubjectOptions } from '../config/subject';

export interface ConfigPrintOptions extends SubjectOptions {
  readonly format: 'json' | 'env';
  readonly extras?: boolean;
}

export async function configPrintCommand(
  context: CommandContext,
  name: string,
  { extras = false, format, ...options }: ConfigPrintOptions,
): Promise<ExitCode> {
  const subject = await openSubject(context, name, options);
  const wanted = { extras, unsafe: options.unsafe };
  const text = format === 'env' ? printedEnv(subject, wanted) : JSON.stringify(printedJson(subject, wanted), null, 2);
  logWarnings(context, [...subject.project.warnings, ...subject.inspection.resolve(extras).warnings]);
  printLines(context.stdout, [text]);
  return EXIT.ok;
}

export async function configListCommand(
  context: CommandContext,
  name: string,
  options: ListOptions & SubjectOptions,
): Promise<ExitCode> {
  printLines(context.stdout, listLines(await openSubject(context, name, options), options));
  return EXIT.ok;
}

export interface ConfigExplainOptions extends SubjectOptions {
  readonly extras?: boolean;
}

/** `wanted`: one setting, or all that are below it; undefined: all of them. */
export async function configExplainCommand(
  context: CommandContext,
  name: string,
  wanted: string | undefined,
  { extras = false, ...options }: ConfigExplainOptions,
): Promise<ExitCode> {
  const { inspection, title } = await openSubject(context, name, options);
  const all = inspection.explain(extras || wanted?.startsWith('_') === true);
  const settings = all.filter((setting) => isWanted(setting.name, wanted));
  if (settings.length === 0 && wanted !== undefined) {
    const known = all.map((setting) => setting.name);
    const reason = `${title} has no setting \`${wanted}\`.${didYouMean(wanted, known)}`;
    throw new MeltemiError('ConfigInvalid', reason, 'List them with `meltemi config list --all`.');
  }
  const views = settings.map((setting) => explainView(setting, options.unsafe));
  const asJson = context.globals.json === true;
  printLines(context.stdout, asJson ? [JSON.stringify({ settings: views })] : explainLines(views));
  return EXIT.ok;
}

function isWanted(name: string, wanted: string | undefined): boolean {
  return wanted === undefined || name === wanted || name.startsWith(`${wanted}.`);
}
