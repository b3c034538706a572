/** Writes settings to one of the stores. */
import { openProjectEdit } from '../../project/edit/project-edit';
import { readDotenvText, writeDotenvText } from '../../project/edit/dotenv-file';
import { setVariable, unsetVariable } from '../../project/edit/dotenv-edit';
import { resetSettings, setSetting, unsetSetting, type SettingTarget } from '../../project/edit/setting-edit';
import { madeProjectId } from '../../project/project-id';
import { variablesOf } from '../../project/inspect-settings';
import type { JsonValue } from '../../model/json';
import type { CommandContext } from '../command-context';
import type { Store } from './setting-stores';
import type { Subject } from './subject';

/** A setting by its name, and the other names that it has in the files. */
export interface SettingNames {
  readonly name: string;
  readonly aliases: readonly string[];
}

export async function writeSetting(
  context: CommandContext,
  subject: Subject,
  store: Store,
  { name, aliases }: SettingNames,
  value: JsonValue,
): Promise<void> {
  const edit = await openEdit(context, subject);
  if (store !== 'dotenv') {
    const target = targetOf(subject, store);
    for (const alias of aliases) unsetSetting(edit, target, alias);
    setSetting(edit, target, name, value);
  }
  edit.save();
  if (store === 'dotenv')
    await editDotenv(context, subject, [name], typeof value === 'string' ? value : JSON.stringify(value));
}

/** Takes the setting out of the stores; answers those that it was in. */
export async function removeSetting(
  context: CommandContext,
  subject: Subject,
  stores: readonly Store[],
  { name, aliases }: SettingNames,
): Promise<readonly Store[]> {
  const edit = await openEdit(context, subject);
  const found: Store[] = [];
  for (const store of stores) {
    const removed =
      store === 'dotenv'
        ? await editDotenv(context, subject, [name], null)
        : [name, ...aliases].map((each) => unsetSetting(edit, targetOf(subject, store), each)).includes(true);
    if (removed) found.push(store);
  }
  edit.save();
  return found;
}

/** Takes all settings of the plugin out of the stores. */
export async function removeSettings(
  context: CommandContext,
  subject: Subject,
  stores: readonly Store[],
): Promise<readonly Store[]> {
  const edit = await openEdit(context, subject);
  const found: Store[] = [];
  const names = subject.inspection.explain(false).map((setting) => setting.name);
  for (const store of stores) {
    const removed =
      store === 'dotenv'
        ? await editDotenv(context, subject, names, null)
        : resetSettings(edit, targetOf(subject, store));
    if (removed) found.push(store);
  }
  edit.save();
  return found;
}

/** Meltano gives every project whose settings it writes an id. */
async function openEdit(context: CommandContext, { project }: Subject): ReturnType<typeof openProjectEdit> {
  const edit = await openProjectEdit(project.root, context.env);
  if (!edit.hasTop('project_id')) edit.main.set(['project_id'], madeProjectId(project.root));
  return edit;
}

function targetOf({ project, ref }: Subject, store: 'environment' | 'files'): SettingTarget {
  return { subject: ref, environment: store === 'environment' ? project.environment : null };
}

/** `value` null: the variables go. Of the names that a setting has, the first one is kept. False: nothing changed. */
async function editDotenv(
  context: CommandContext,
  { project, inspection }: Subject,
  names: readonly string[],
  value: string | null,
): Promise<boolean> {
  const file = context.globals.envFile ?? '.env';
  const before = await readDotenvText(project.root, file);
  let text = before;
  for (const name of names) {
    const [first = '', ...others] = variablesOf(inspection.prefixes, name);
    for (const other of others) text = unsetVariable(text, other);
    text = value === null ? unsetVariable(text, first) : setVariable(text, first, value);
  }
  if (text === before) return false;
  writeDotenvText(project.root, file, text);
  return true;
}
