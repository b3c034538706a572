/** Where a value comes from, in words. */
import { showPlace } from '../../project/place';
import type { SettingCandidate, SettingSource } from '../../project/settings-request';

/** As Meltano words it, in a list of settings. `plugin`: the one that the list is about. */
export function sourceLabel(chosen: SettingCandidate | null, plugin: string): string {
  if (chosen === null || chosen.source.kind === 'default') return 'default';
  if (chosen.plugin !== null && chosen.plugin !== plugin) return `inherited from '${chosen.plugin}'`;
  return `from ${storeLabel(chosen.source)}`;
}

export function storeLabel(source: SettingSource): string {
  switch (source.kind) {
    case 'variable': {
      const store = source.store === 'dotenv' ? '`.env`' : 'the environment';
      return `the ${source.name} variable in ${store}`;
    }
    case 'environment':
      return `the active environment in \`${source.place.file}\``;
    case 'config':
      return `\`${source.place.file}\``;
    case 'default':
      return 'the default';
  }
}

/** With the exact place, for explanations. */
export function placeLabel({ source, plugin }: SettingCandidate): string {
  switch (source.kind) {
    case 'variable':
      return `variable ${source.origin.replaceAll('`', '')}`;
    case 'environment':
      return `environment's config of ${plugin ?? ''}, ${showPlace(source.place)}`;
    case 'config':
      return `config of ${plugin ?? ''}, ${showPlace(source.place)}`;
    case 'default':
      return source.place.file === 'built-in' ? 'default, built in' : `default, ${showPlace(source.place)}`;
  }
}
