/** `meltemi state set|merge|clear|edit|import`: changes of states, asked for and refused as by Meltano. */
import type { JsonObject } from '../../model/json';
import { jsonText } from '../../model/lossless-json';
import { isEmptyDocument, mergedState, readDocument } from '../../model/state-document';
import type { StateDocument } from '../../model/state-document';
import type { StateChange } from '../../state/states';
import { EXIT, failedError, usageError } from '../cli-error';
import type { ExitCode } from '../cli-error';
import { printLines } from '../command-context';
import type { CommandContext } from '../command-context';
import type { Control } from '../control/control';
import { withControl } from '../open-control';
import { confirm } from './confirm';
import { asked, listStates } from './state';
import { editText } from './state-editor';
import { givenText, parseExport, parseState, readGiven } from './state-input';

export interface ForceOption {
  readonly force?: boolean;
}

interface InputOptions extends ForceOption {
  readonly inputFile?: string;
  /** False: `--no-validate`. */
  readonly validate?: boolean;
}

interface MergeOptions extends InputOptions {
  readonly fromStateId?: string;
}

export async function stateSetCommand(
  context: CommandContext,
  stateId: string,
  json: string | undefined,
  options: InputOptions,
): Promise<ExitCode> {
  const completed = parseState(await givenText('state set', json, options.inputFile), options.validate !== false);
  if (options.force !== true) await confirm(context, `Replace the whole state of \`${stateId}\`?`);
  const document = { completed, partial: {} };
  await withControl(context, (control) => change(context, control, stateId, { kind: 'set', document }, options));
  printLines(context.stderr, [`State for ${stateId} was set; the next run starts from it.`]);
  return EXIT.ok;
}

export async function stateMergeCommand(
  context: CommandContext,
  stateId: string,
  json: string | undefined,
  options: MergeOptions,
): Promise<ExitCode> {
  const { inputFile, fromStateId, validate } = options;
  if ([json, inputFile, fromStateId].filter((source) => source !== undefined).length !== 1) {
    throw usageError(
      '`state merge` needs one state to merge.',
      'Give JSON as an argument, a file with `--input-file`, or a state id with `--from-state-id`.',
    );
  }
  await withControl(context, async (control) => {
    const partial =
      fromStateId === undefined
        ? parseState(await givenText('state merge', json, inputFile), validate !== false)
        : await stateOf(context, control, fromStateId);
    await change(context, control, stateId, { kind: 'merge', partial }, options);
  });
  printLines(context.stderr, [`State for ${stateId} was merged.`]);
  return EXIT.ok;
}

export async function stateClearCommand(
  context: CommandContext,
  stateId: string | undefined,
  options: ForceOption & { readonly all?: boolean },
): Promise<ExitCode> {
  if ((stateId === undefined) === (options.all !== true)) {
    throw usageError('`state clear` needs one state id, or `--all`.', 'Give one of the two.');
  }
  const what = stateId === undefined ? 'all states of the project' : `the state of \`${stateId}\``;
  if (options.force !== true) await confirm(context, `Forget ${what}? The next run reads everything.`);
  const count = await withControl(context, async (control) => {
    const stateIds = stateId === undefined ? await listStates(context, control, undefined) : [stateId];
    for (const each of stateIds) await change(context, control, each, { kind: 'clear' }, options);
    return stateIds.length;
  });
  printLines(context.stderr, [
    stateId === undefined
      ? `${count} state(s) were cleared.`
      : `State for ${stateId} was cleared; the next run reads everything.`,
  ]);
  return EXIT.ok;
}

export async function stateEditCommand(
  context: CommandContext,
  stateId: string,
  options: InputOptions,
): Promise<ExitCode> {
  const changed = await withControl(context, async (control) => {
    const { document, notes } = await control.getState(asked(context, stateId));
    printLines(context.stderr, notes);
    const before = jsonText(mergedState(document), 2);
    const after = await editText(context.env, before);
    if (after.trim() === before) return false;
    const completed = parseState(after, options.validate !== false);
    await change(context, control, stateId, { kind: 'set', document: { completed, partial: {} } }, options);
    return true;
  });
  printLines(context.stderr, [changed ? `State for ${stateId} was set.` : 'Nothing was changed.']);
  return EXIT.ok;
}

export async function stateImportCommand(
  context: CommandContext,
  file: string | undefined,
  options: ForceOption,
): Promise<ExitCode> {
  const states = parseExport(await readGiven(file ?? '-'));
  await withControl(context, async (control) => {
    for (const [stateId, document] of states) {
      const next: StateChange = isEmptyDocument(document) ? { kind: 'clear' } : { kind: 'set', document };
      await change(context, control, stateId, next, options);
    }
  });
  printLines(context.stderr, [`${states.length} state(s) were imported.`]);
  return EXIT.ok;
}

export async function stateCopyCommand(
  context: CommandContext,
  from: string,
  to: string,
  options: ForceOption,
): Promise<ExitCode> {
  if (options.force !== true) await confirm(context, `Replace the state of \`${to}\` by that of \`${from}\`?`);
  await withControl(context, (control) => copy(context, control, { from, to }, options));
  printLines(context.stderr, [`State for ${from} was copied to ${to}.`]);
  return EXIT.ok;
}

export async function stateMoveCommand(
  context: CommandContext,
  from: string,
  to: string,
  options: ForceOption,
): Promise<ExitCode> {
  if (options.force !== true)
    await confirm(context, `Move the state of \`${from}\` to \`${to}\`, replacing what is there?`);
  if (from === to) throw usageError('A state cannot be moved to its own state id.', 'Give another one.');
  await withControl(context, async (control) => {
    await copy(context, control, { from, to }, options);
    await change(context, control, from, { kind: 'clear' }, options);
  });
  printLines(context.stderr, [`State for ${from} was moved to ${to}.`]);
  return EXIT.ok;
}

async function copy(
  context: CommandContext,
  control: Control,
  { from, to }: { readonly from: string; readonly to: string },
  options: ForceOption,
): Promise<void> {
  const document: StateDocument = readDocument({ completed: await stateOf(context, control, from) });
  await change(context, control, to, { kind: 'set', document }, options);
}

/** Both parts as one. Throws for a state id without a state. */
async function stateOf(context: CommandContext, control: Control, stateId: string): Promise<JsonObject> {
  const { document, notes } = await control.getState(asked(context, stateId));
  printLines(context.stderr, notes);
  if (isEmptyDocument(document)) {
    throw failedError(`State id \`${stateId}\` has no state.`, '`meltemi state list` names those that have one.');
  }
  return mergedState(document);
}

async function change(
  context: CommandContext,
  control: Control,
  stateId: string,
  next: StateChange,
  { force }: ForceOption,
): Promise<void> {
  printLines(context.stderr, await control.changeState({ ...asked(context, stateId), force: force === true }, next));
}
