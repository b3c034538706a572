/** `meltemi state list|get|set|clear`: the state of state ids, in Singer's form as Meltano prints it. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline/promises';
import { EXIT, failedError, usageError } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines } from '../command-context';
import type { CommandContext } from '../command-context';
import { withControl } from '../open-control';
import { parseSingerState, toSingerState } from '../output/singer-state';

interface ForceOption {
  readonly force?: boolean;
}

interface SetOptions extends ForceOption {
  readonly inputFile?: string;
}

export async function stateListCommand(context: CommandContext): Promise<ExitCode> {
  const stateIds = await withControl(context, (control) => control.listStates());
  const json = context.globals.json === true;
  printLines(context.stdout, json ? stateIds.map((stateId) => JSON.stringify({ state_id: stateId })) : stateIds);
  return EXIT.ok;
}

export async function stateGetCommand(context: CommandContext, stateId: string): Promise<ExitCode> {
  const state = await withControl(context, (control) => control.getState(stateId));
  if (state === null) {
    throw failedError(`State id \`${stateId}\` has no state.`, '`meltemi state list` names those that have one.');
  }
  printLines(context.stdout, [JSON.stringify(toSingerState(state), null, context.globals.json === true ? 0 : 2)]);
  return EXIT.ok;
}

export async function stateSetCommand(
  context: CommandContext,
  stateId: string,
  json: string | undefined,
  options: SetOptions,
): Promise<ExitCode> {
  const state = parseSingerState(await givenState(json, options.inputFile));
  await withControl(context, (control) => control.setState({ stateId, force: options.force === true }, state));
  printLines(context.stderr, [`The state of \`${stateId}\` is set; the next run starts from it.`]);
  return EXIT.ok;
}

export async function stateClearCommand(
  context: CommandContext,
  stateId: string,
  options: ForceOption,
): Promise<ExitCode> {
  const force = options.force === true;
  if (!force && !(await confirmed(context, `Forget the state of ${stateId}? The next run reads everything. [y/N] `))) {
    printLines(context.stderr, ['Nothing was changed.']);
    return EXIT.failed;
  }
  await withControl(context, (control) => control.clearState({ stateId, force }));
  printLines(context.stderr, [`The state of \`${stateId}\` is cleared; the next run reads everything.`]);
  return EXIT.ok;
}

async function givenState(json: string | undefined, inputFile: string | undefined): Promise<string> {
  if ((json === undefined) === (inputFile === undefined)) {
    throw usageError(
      '`state set` needs the state once.',
      'Give the JSON as an argument, or a file with `--input-file`.',
    );
  }
  if (json !== undefined) return json;
  if (inputFile === '-' || inputFile === undefined) return text(process.stdin);
  try {
    return await readFile(inputFile, 'utf8');
  } catch (error) {
    throw failedError(
      `The file \`${inputFile}\` cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      '',
      error,
    );
  }
}

/** Asks on a terminal; a script has said what it wants by calling. */
async function confirmed({ stderr }: CommandContext, question: string): Promise<boolean> {
  if (process.stdin.isTTY !== true || stderr.isTTY !== true) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}
