/** Where a setting is written: below `config` of a plugin, of a plugin in an environment, or at the top of the project's files. */
import type { JsonValue } from '../../model/json';
import type { PluginRef } from '../project';
import type { KeyPath, MapEdit } from './map-edit';
import { noSuchEntry, type ProjectEdit } from './project-edit';

export interface SettingTarget {
  readonly subject: PluginRef | 'meltano';
  /** Name of the environment that is meant; null: none, the project's own files. */
  readonly environment: string | null;
}

/** `name`: dotted; an extra's starts with `_`. Null as `value` is a value like others. */
export function setSetting(edit: ProjectEdit, target: SettingTarget, name: string, value: JsonValue): void {
  const map = ownerOf(edit, target, true);
  if (map === null) throw new Error('The owner was made.');
  map.set(pathOf(map, target, name), value);
}

/** False: it was not there. */
export function unsetSetting(edit: ProjectEdit, target: SettingTarget, name: string): boolean {
  const map = ownerOf(edit, target, false);
  return map?.unset(pathOf(map, target, name)) ?? false;
}

/** The texts of a setting that is a list, as written there; null: it is not there, or no list. */
export function textsOf(edit: ProjectEdit, target: SettingTarget, name: string): readonly string[] | null {
  const map = ownerOf(edit, target, false);
  return map?.texts(pathOf(map, target, name)) ?? null;
}

/** Takes all of `config` out. */
export function resetSettings(edit: ProjectEdit, target: SettingTarget): boolean {
  return target.subject === 'meltano' ? false : (ownerOf(edit, target, false)?.unset(['config']) ?? false);
}

function ownerOf(edit: ProjectEdit, { subject, environment }: SettingTarget, make: boolean): MapEdit | null {
  if (subject === 'meltano') return edit.main;
  if (environment === null) {
    const plugin = edit.entry(['plugins', subject.kind], subject.name);
    if (plugin === null) throw noSuchEntry('plugin', subject.name);
    return plugin;
  }
  const entry = edit.entry(['environments'], environment);
  if (entry === null) throw noSuchEntry('environment', environment);
  const list = ['config', 'plugins', subject.kind] as const;
  return make ? entry.ensureEntry(list, subject.name) : entry.entry(list, subject.name);
}

/** A name that is there, dots and all (`a.b: 1`), keeps its form; a new one is nested. */
function pathOf(map: MapEdit, { subject }: SettingTarget, name: string): KeyPath {
  const parts = name.replace(/^_/, '').split(/(?<!\\)\./);
  const [first = name, ...rest] = parts;
  if (subject === 'meltano' || name.startsWith('_')) return existing(map, [], parts) ?? [first, ...rest];
  return existing(map, ['config'], parts) ?? ['config', ...parts];
}

function existing(map: MapEdit, above: readonly string[], parts: readonly string[]): KeyPath | null {
  for (let count = parts.length; count > 0; count--) {
    const [first = '', ...others] = [...above, parts.slice(0, count).join('.')];
    const path: KeyPath = [first, ...others];
    if (!map.has(path)) continue;
    return count === parts.length ? path : existing(map, path, parts.slice(count));
  }
  return null;
}
