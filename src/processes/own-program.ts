/** Plugins that Meltemi runs itself, where a pipe of programs needs one: `meltemi singer`, by this Node. */
import { runsHere, type IsNative } from '../project/implementation';
import type { PluginKind } from '../project/entries';
import type { Project, ResolvedPlugin } from '../project/project';

export interface OwnPrograms {
  readonly isNative: IsNative;
  /** Path of the command line's script. */
  readonly cli: string;
}

/** What is started instead of the plugin's executable. */
export interface OwnProgram {
  readonly executable: string;
  /** Before the plugin's own arguments. */
  readonly words: readonly string[];
  readonly capabilities: ReadonlySet<string>;
}

/** Of a mapper, only this one is a Singer program of ours. */
const MAPPER = 'meltano-map-transformer';

const CAPABILITIES: Readonly<Partial<Record<PluginKind, readonly string[]>>> = {
  extractors: ['catalog', 'discover', 'state'],
};

/** Null: the plugin is a program. `isInstalled`: the real one is, and of a mapper that is the one that is meant. */
export function ownProgram(
  own: OwnPrograms,
  project: Project,
  plugin: ResolvedPlugin,
  isInstalled: boolean,
): OwnProgram | null {
  if (!runsHere(own.isNative, plugin)) return null;
  if (plugin.kind === 'mappers' && (isInstalled || plugin.baseName !== MAPPER)) return null;
  return {
    executable: process.execPath,
    words: [own.cli, ...projectWords(project), 'singer', ...pluginWords(plugin)],
    capabilities: new Set(CAPABILITIES[plugin.kind]),
  };
}

function projectWords({ root, environment }: Project): readonly string[] {
  return ['--cwd', root, ...(environment === null ? [] : ['--environment', environment])];
}

/** A tap of the project is known by its name there, the others by the names that Meltemi has for them. */
function pluginWords({ kind, name, baseName, variant, source }: ResolvedPlugin): readonly string[] {
  if (source !== null) return [name];
  return variant === null || kind === 'mappers' ? [baseName] : [baseName, '--variant', variant];
}
