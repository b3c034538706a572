/** `meltemi runs`: the recent runs. */
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines, widthOf } from '../command-context';
import type { CommandContext } from '../command-context';
import { withControl } from '../open-control';
import { colorsFor } from '../output/colors';
import { runsTable } from '../output/runs-table';

export async function runsCommand(context: CommandContext, options: { readonly limit: number }): Promise<ExitCode> {
  const { stdout, globals, env } = context;
  const runs = await withControl(context, (control) => control.runs(options.limit));
  const lines =
    globals.json === true
      ? runs.map((run) => JSON.stringify(run))
      : runsTable(runs, colorsFor(stdout, env), widthOf(stdout));
  printLines(stdout, lines);
  return EXIT.ok;
}
