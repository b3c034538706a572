/** What the project files say, as typed entries: nothing is expanded, inherited or cast yet. */
import type { SettingKind } from '../model/setting-kinds';
import type { Place } from './place';
import type { ListTree, MappingTree, ScalarTree, Tree } from './tree';

export const PLUGIN_KINDS = [
  'extractors',
  'loaders',
  'mappers',
  'utilities',
  'files',
  'orchestrators',
  'transformers',
  'transforms',
] as const;

export type PluginKind = (typeof PLUGIN_KINDS)[number];

/** Names of variables and the texts they are set to. */
export type EnvBlock = ReadonlyMap<string, ScalarTree>;

export interface SettingDefinition {
  readonly name: string;
  /** Null: not said. */
  readonly kind: SettingKind | null;
  readonly value: Tree | null;
  readonly sensitive: boolean;
  readonly aliases: readonly string[];
  /** Variables that may set it besides `<PLUGIN>_<SETTING>`; `!NAME` stands for the opposite of a boolean. */
  readonly envAliases: readonly string[];
  /** Allowed values of kind `options`; empty: any. */
  readonly options: readonly string[];
  /** Name of one more variable in which the plugin gets the value. */
  readonly env: string | null;
  readonly label: string | null;
  readonly description: string | null;
  /** `value_processor` and `value_post_processor`. */
  readonly processor: string | null;
  readonly postProcessor: string | null;
  readonly place: Place;
}

/** An entry of `commands:`. */
export interface PluginCommand {
  /** Words as a shell would split them, with variables. */
  readonly args: string;
  /** Instead of the plugin's own. */
  readonly executable: string | null;
  readonly description: string | null;
  readonly place: Place;
}

/** What one plugin entry says. */
export interface ProgramEntry {
  readonly executable: string | null;
  readonly module: string | null;
  /** A tap for a REST API without code, in place of a module. */
  readonly rest: MappingTree | null;
  /** Null: not said. */
  readonly capabilities: readonly string[] | null;
  readonly commands: ReadonlyMap<string, PluginCommand>;
}

/** Values that belong to a plugin, in the project files or in an environment's `config.plugins`. */
export interface PluginValues {
  readonly config: MappingTree | null;
  /** `select`, `metadata` and all other keys that are not part of a plugin's definition. */
  readonly extras: ReadonlyMap<string, Tree>;
  readonly env: EnvBlock;
}

export interface MappingEntry {
  readonly name: string;
  readonly place: Place;
  readonly config: MappingTree | null;
}

export interface PluginEntry extends PluginValues {
  readonly kind: PluginKind;
  readonly name: string;
  readonly place: Place;
  readonly inheritFrom: { readonly name: string; readonly place: Place } | null;
  readonly namespace: string | null;
  readonly variant: string | null;
  /** What follows `pip install`; empty: nothing. */
  readonly pipUrl: ScalarTree | null;
  /** The interpreter of its virtual environment. */
  readonly python: ScalarTree | null;
  readonly program: ProgramEntry;
  readonly settings: readonly SettingDefinition[];
  /** Settings named by `settings_group_validation`. */
  readonly required: readonly string[];
  /** Of a mapper. */
  readonly mappings: readonly MappingEntry[];
}

export interface EnvironmentEntry {
  readonly name: string;
  readonly place: Place;
  readonly env: EnvBlock;
  readonly stateIdSuffix: ScalarTree | null;
  /** By kind and name. */
  readonly plugins: ReadonlyMap<PluginKind, ReadonlyMap<string, PluginValues>>;
}

export interface JobEntry {
  readonly name: string;
  readonly place: Place;
  /** Texts, or lists of texts; a single text stands for a list of one. */
  readonly tasks: ListTree | ScalarTree;
}

export interface ScheduleEntry {
  readonly name: string;
  readonly place: Place;
  /** As written; `null` in any form is `@once`. */
  readonly interval: string;
  /** Null for the old form, which names an extractor and a loader. */
  readonly job: string | null;
  readonly elt: { readonly extractor: string; readonly loader: string; readonly transform: string } | null;
  /** Keys of Meltemi's own. */
  readonly timezone: string | null;
  readonly pauseOnFailure: boolean;
  readonly env: EnvBlock;
}

export interface ProjectEntries {
  /** By kind and name, in the order of the files. */
  readonly plugins: ReadonlyMap<PluginKind, ReadonlyMap<string, PluginEntry>>;
  readonly environments: ReadonlyMap<string, EnvironmentEntry>;
  readonly jobs: ReadonlyMap<string, JobEntry>;
  readonly schedules: ReadonlyMap<string, ScheduleEntry>;
  readonly defaultEnvironment: ScalarTree | null;
  readonly projectId: string | null;
  /** The top-level keys that say where state is kept. */
  readonly stateSettings: MappingTree;
  readonly env: EnvBlock;
  /** All files in one, for settings of the project that are asked for by name. */
  readonly merged: MappingTree;
  /** Definitions of plugins, by the path of their lock files. */
  readonly locks: ReadonlyMap<string, PluginEntry>;
  /** The same as written. */
  readonly lockTrees: ReadonlyMap<string, MappingTree>;
  readonly warnings: readonly string[];
}
