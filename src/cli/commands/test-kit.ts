/** The standard checks of a tap written with the SDK, run against its source. */
import { Redactor } from '../../model/redactor';
import { implementationOf } from '../../project/implementation';
import type { PluginRef, Project } from '../../project/project';
import { loadAuthorTap } from '../../taps/registry';
import { checkTap, resultName, type CheckResult } from '../../testing';
import { printLines, widthOf, type CommandContext } from '../command-context';
import { renderTable } from '../output/table';

export interface KitOptions {
  /** Records of each stream. */
  readonly limit: number;
  readonly select?: readonly string[];
}

/** Whether the standard checks are for the plugin. */
export function hasKit(project: Project, { kind, name }: PluginRef): boolean {
  return kind === 'extractors' && project.resolvePlugin(kind, name).source !== null;
}

/** True: no check has failed. Prints a table of the streams' results with what is wrong below it, or one JSON object for each result. */
export async function runKit(
  context: CommandContext,
  project: Project,
  { kind, name }: PluginRef,
  options: KitOptions,
): Promise<boolean> {
  const plugin = project.resolvePlugin(kind, name);
  const { source } = implementationOf(project, plugin);
  if (source === null) throw new Error(`${name} is no tap of the project`);
  const redactor = new Redactor();
  redactor.add(plugin.secrets);
  const checks = {
    maxRecords: options.limit,
    ...(options.select === undefined ? {} : { streams: options.select }),
  };
  const results: CheckResult[] = [];
  for await (const result of checkTap(await loadAuthorTap(source, plugin.settings), checks)) {
    const told = { ...result, message: redactor.text(result.message) };
    results.push(told);
    if (context.globals.json === true) printLines(context.stdout, [JSON.stringify({ plugin: name, ...told })]);
  }
  if (context.globals.json !== true) printLines(context.stdout, resultLines(results, widthOf(context.stdout)));
  return results.every(({ outcome }) => outcome !== 'failed');
}

/** A row for the tap and for each stream; then a line for each result that is worth reading. */
function resultLines(results: readonly CheckResult[], width: number): readonly string[] {
  const streams = [...new Set(results.map(({ stream }) => stream))];
  const count = (stream: string | null, outcome: CheckResult['outcome']): string => {
    return String(results.filter((result) => result.stream === stream && result.outcome === outcome).length);
  };
  const rows = streams.map((stream) => [
    stream ?? '(tap)',
    count(stream, 'passed'),
    count(stream, 'warned'),
    count(stream, 'skipped'),
    count(stream, 'failed'),
  ]);
  const columns = [
    { title: 'STREAM', minWidth: 10 },
    ...['PASSED', 'WARNED', 'SKIPPED', 'FAILED'].map((title) => ({ title, align: 'right' }) as const),
  ];
  const notes = results.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned');
  return [
    ...renderTable(columns, rows, { width }),
    ...(notes.length === 0 ? [] : ['']),
    ...notes.map(
      (result) => `${result.outcome === 'failed' ? 'FAIL' : 'WARN'} ${resultName(result)}: ${result.message}`,
    ),
  ];
}
