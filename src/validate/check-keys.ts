/** Keys that nothing reads: misspelt, or at the wrong place. */
import { PLUGIN_KINDS, type PluginKind, type ProjectEntries } from '../project/entries';
import type { ProjectFile } from '../project/project-files';
import { didYouMean } from '../model/suggest';
import { child, type MappingTree } from '../project/tree';
import {
  ENVIRONMENT_KEYS,
  JOB_KEYS,
  MAPPING_KEYS,
  overrideKeys,
  pluginKeys,
  SCHEDULE_KEYS,
  SETTING_KEYS,
  TOP_KEYS,
} from './known-keys';
import type { Findings } from './problem';
import { at, mappingsAt, textAt } from './walk-tree';

export function checkKeys(files: readonly ProjectFile[], entries: ProjectEntries, findings: Findings): void {
  for (const { tree } of files) new KeyChecker(entries, findings).check(tree);
}

class KeyChecker {
  readonly #entries: ProjectEntries;
  readonly #findings: Findings;

  constructor(entries: ProjectEntries, findings: Findings) {
    this.#entries = entries;
    this.#findings = findings;
  }

  check(file: MappingTree): void {
    this.#top(file);
    this.#kinds(file, 'plugins');
    for (const kind of PLUGIN_KINDS) {
      for (const plugin of [...mappingsAt(file, 'plugins', kind), ...mappingsAt(file, kind)])
        this.#plugin(kind, plugin);
    }
    for (const environment of mappingsAt(file, 'environments')) this.#environment(environment);
    for (const job of mappingsAt(file, 'jobs')) this.#unknown(job, JOB_KEYS, 'a job');
    for (const schedule of mappingsAt(file, 'schedules')) this.#unknown(schedule, SCHEDULE_KEYS, 'a schedule');
  }

  #top(file: MappingTree): void {
    const known = [...TOP_KEYS, ...PLUGIN_KINDS];
    for (const [key, { keyPlace }] of file.entries) {
      const [first = key] = key.split('.');
      if (known.includes(first)) continue;
      const message = `\`${key}\` is not a key of a project file, so it has no effect.${didYouMean(first, known)}`;
      this.#findings.add('warning', keyPlace, message, 'Correct it or take it out.');
    }
  }

  #kinds(parent: MappingTree, ...keys: readonly string[]): void {
    const plugins = at(parent, ...keys);
    if (plugins?.kind === 'mapping') this.#unknown(plugins, PLUGIN_KINDS, `\`${keys.join('.')}\``);
  }

  #plugin(kind: PluginKind, plugin: MappingTree): void {
    const name = textAt(plugin, 'name') ?? '';
    const declared =
      this.#entries.plugins
        .get(kind)
        ?.get(name)
        ?.settings.map((setting) => setting.name) ?? [];
    const config = child(plugin, 'config');
    for (const [key, { keyPlace }] of plugin.entries) {
      if (pluginKeys(kind).includes(key)) continue;
      const isSetting = declared.includes(key) || (config?.kind === 'mapping' && config.entries.has(key));
      const nearest = didYouMean(key, pluginKeys(kind));
      if (isSetting) {
        const message = `\`${key}\` stands beside \`config\` of \`${name}\`, where it is no setting.`;
        this.#findings.add('warning', keyPlace, message, 'Move it below `config:`.');
      } else if (nearest !== '') {
        const message = `\`${key}\` is no known key of a plugin, so it has no effect.${nearest}`;
        this.#findings.add('warning', keyPlace, message, 'Correct it or take it out.');
      }
    }
    for (const setting of mappingsAt(plugin, 'settings')) this.#unknown(setting, SETTING_KEYS, 'a setting');
    for (const mapping of mappingsAt(plugin, 'mappings')) this.#unknown(mapping, MAPPING_KEYS, 'a mapping');
  }

  #environment(environment: MappingTree): void {
    this.#unknown(environment, ENVIRONMENT_KEYS, 'an environment');
    const config = child(environment, 'config');
    if (config?.kind === 'mapping') this.#unknown(config, ['plugins'], "an environment's `config`");
    this.#kinds(environment, 'config', 'plugins');
    for (const kind of PLUGIN_KINDS) {
      for (const plugin of mappingsAt(environment, 'config', 'plugins', kind)) this.#override(kind, plugin);
    }
  }

  #override(kind: PluginKind, plugin: MappingTree): void {
    const name = child(plugin, 'name');
    const known = this.#entries.plugins.get(kind) ?? new Map<string, never>();
    if (name?.kind === 'scalar' && !known.has(String(name.value))) {
      const text = String(name.value);
      const message = `There is no plugin \`${text}\` among the ${kind} of the project, so this entry has no effect.${didYouMean(text, known.keys())}`;
      this.#findings.add('warning', name.place, message, 'Correct the name, or take the entry out.');
    }
    this.#unknown(plugin, overrideKeys(kind), "a plugin's entry in an environment", 'misspelt');
  }

  /** `misspelt`: keys that are like no known one may be extras. */
  #unknown(mapping: MappingTree, known: readonly string[], what: string, which: 'all' | 'misspelt' = 'all'): void {
    for (const [key, { keyPlace }] of mapping.entries) {
      const nearest = didYouMean(key, known);
      if (known.includes(key) || (which === 'misspelt' && nearest === '')) continue;
      const message = `\`${key}\` is not a key of ${what}, so it has no effect.${nearest}`;
      this.#findings.add('warning', keyPlace, message, 'Correct it or take it out.');
    }
  }
}
