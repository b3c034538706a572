/** `meltemi preview`: the first records of a tap as a target would get them. Needs no Temporal, and writes nothing. */
import { Redactor } from '../../model/redactor';
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines } from '../command-context';
import type { CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { colorsFor } from '../output/colors';
import { plural } from '../output/format';
import { printable } from '../output/text-width';
import { openPreviews, type StreamPreview } from '../preview/preview-streams';
import { redactedError } from '../redacted-error';

export interface PreviewOptions {
  readonly limit: number;
  readonly select?: readonly string[];
}

/** A source that takes longer to give a few records hangs. */
const TIMEOUT_MS = 10 * 60_000;

export async function previewCommand(
  context: CommandContext,
  tap: string,
  mappings: readonly string[],
  options: PreviewOptions,
): Promise<ExitCode> {
  const redactor = new Redactor();
  const request = { tap, mappings, select: options.select ?? [], limit: options.limit };
  try {
    const project = await loadProject(context);
    const previews = await openPreviews(project, request, redactor, AbortSignal.timeout(TIMEOUT_MS));
    try {
      printLines(
        context.stderr,
        previews.warnings.map((warning) => redactor.text(warning)),
      );
      for await (const preview of previews.streams) printPreview(context, preview);
    } finally {
      await previews.close();
    }
  } catch (error) {
    throw redactedError(error, redactor);
  }
  return EXIT.ok;
}

/** Records are the only thing on stdout, so that they can be piped on. */
function printPreview(context: CommandContext, preview: StreamPreview): void {
  const { stdout, stderr, env, globals } = context;
  const { source, name, columns, keyProperties, records } = preview;
  if (globals.json === true) {
    printLines(
      stdout,
      records.map((record) => `{"stream":${JSON.stringify(name)},"record":${record}}`),
    );
    return;
  }
  const from = source === name ? '' : ` from ${source}`;
  const key = keyProperties.length === 0 ? 'no key' : `key ${keyProperties.join(', ')}`;
  const facts = `${plural(records.length, 'record')}, ${plural(columns.length, 'column')}, ${key}`;
  const colors = colorsFor(stderr, env);
  printLines(stderr, [`${colors.bold(printable(name))}${printable(from)}  ${colors.dim(facts)}`]);
  printLines(stdout, records.map(printable));
}
