/** `meltemi state list|get|export`: states as Meltano prints them. */
import type { JsonObject } from '../../model/json';
import { jsonText } from '../../model/lossless-json';
import { mergedState } from '../../model/state-document';
import { fnmatch } from '../../project/fnmatch';
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { chosenEnvironment, printLines } from '../command-context';
import type { CommandContext } from '../command-context';
import type { Control } from '../control/control';
import { withControl } from '../open-control';

export interface PatternOption {
  readonly pattern?: string;
}

interface FormatOption {
  readonly format?: 'json' | 'pretty';
}

/** One line per state id; nothing on stdout when there is none. */
export async function stateListCommand(context: CommandContext, { pattern }: PatternOption): Promise<ExitCode> {
  const stateIds = await withControl(context, (control) => listStates(context, control, pattern));
  const json = context.globals.json === true;
  printLines(context.stdout, json ? stateIds.map((stateId) => JSON.stringify({ state_id: stateId })) : stateIds);
  if (stateIds.length === 0) printLines(context.stderr, ['No state id has a state.']);
  return EXIT.ok;
}

/** The state as a run starts from it; `{}` for a state id that has none. */
export async function stateGetCommand(
  context: CommandContext,
  stateId: string,
  { format }: FormatOption,
): Promise<ExitCode> {
  const { document, notes } = await withControl(context, (control) => control.getState(asked(context, stateId)));
  printLines(context.stderr, notes);
  printLines(context.stdout, [jsonText(mergedState(document), format === 'pretty' ? 2 : 0)]);
  return EXIT.ok;
}

/** All states with both of their parts, in the form that `state import` takes. */
export async function stateExportCommand(context: CommandContext, { pattern }: PatternOption): Promise<ExitCode> {
  const states = await withControl(context, async (control) => {
    const found: [string, JsonObject][] = [];
    for (const stateId of await listStates(context, control, pattern)) {
      const { document, notes } = await control.getState(asked(context, stateId));
      printLines(context.stderr, notes);
      found.push([stateId, { ...document }]);
    }
    return found;
  });
  printLines(context.stdout, [jsonText(Object.fromEntries(states))]);
  return EXIT.ok;
}

/** State ids that a pattern of the shell matches. */
export async function listStates(
  context: CommandContext,
  control: Control,
  pattern: string | undefined,
): Promise<readonly string[]> {
  const stateIds = await control.listStates(chosenEnvironment(context) ?? null);
  return pattern === undefined ? stateIds : stateIds.filter(fnmatch(pattern));
}

/** Without `--environment` the state id itself says which one is meant. */
export function asked(
  context: CommandContext,
  stateId: string,
): { readonly stateId: string; readonly environment?: string | null } {
  const environment = chosenEnvironment(context);
  return environment === undefined ? { stateId } : { stateId, environment };
}
