/** `meltemi plan`: what a run would do. Reads the source's catalog and the target's tables; changes nothing. */
import { existsSync } from 'node:fs';
import { NO_BOOKMARKS } from '../../state/no-bookmarks';
import { databaseFile } from '../../temporal/server-flags';
import { stateDirectory } from '../../temporal/state-dir';
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines, widthOf } from '../command-context';
import type { CommandContext } from '../command-context';
import type { PlanView } from '../control/control';
import type * as planHereModule from '../control/plan-here';
import { openControl, openStandingControl } from '../open-control';
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
  const plan = await makePlan(context, blocks, selection);
  printLines(
    stdout,
    globals.json === true ? [JSON.stringify(plan)] : planLines(plan, colorsFor(stdout, env), widthOf(stdout)),
  );
  return EXIT.ok;
}

/** A project that never ran has no bookmarks, so no server is started to ask for them. */
async function makePlan(
  context: CommandContext,
  blocks: readonly string[],
  selection: SelectionOptions,
): Promise<PlanView> {
  const planned = runOptions(context, blocks, selection);
  const standing = await openStandingControl(context);
  const projectRoot = context.projectRoot();
  if (standing === null && !existsSync(databaseFile(stateDirectory(projectRoot)))) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the plugins are loaded for the one way that needs them here
    const { planHere } = require('../control/plan-here') as typeof planHereModule;
    return planHere(projectRoot, context.env, NO_BOOKMARKS, planned);
  }
  const opened = standing ?? (await openControl(context, (message) => context.stderr.write(`${message}\n`)));
  try {
    return await opened.control.plan(planned);
  } finally {
    await opened.close();
  }
}
