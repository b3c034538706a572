/** `meltemi plan`: what a run would do. Reads the source's catalog and the target's tables; changes nothing. */
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines, widthOf } from '../command-context';
import type { CommandContext } from '../command-context';
import { withControl } from '../open-control';
import { colorsFor } from '../output/colors';
import { planLines } from '../output/plan-lines';
import { runOptions } from './run-options';
import type { SelectionOptions } from './run-options';

export async function planCommand(
  context: CommandContext,
  blocks: readonly string[],
  selection: SelectionOptions,
): Promise<ExitCode> {
  const { stdout, globals, env } = context;
  const plan = await withControl(context, (control) => control.plan(runOptions(context, blocks, selection)));
  printLines(
    stdout,
    globals.json === true ? [JSON.stringify(plan)] : planLines(plan, colorsFor(stdout, env), widthOf(stdout)),
  );
  return EXIT.ok;
}
