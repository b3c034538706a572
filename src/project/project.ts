/** A Meltano project as the rest of the product sees it: plugins, mappings and jobs by name, with every rule of Meltano applied. */
import type { JsonObject } from '../model/json';
import type { StateSettings } from '../model/state-settings';
import type { TapSource } from '../model/tap-source';
import type { PluginKind } from './entries';
import type { PluginInstallation, PluginSummary } from './installable';
import type { PluginProgram } from './plugin-program';
import type { SettingsInspection } from './settings-request';

/** A plugin by what tells it from every other one. */
export interface PluginRef {
  readonly kind: PluginKind;
  readonly name: string;
}

/** Values that stand beside a plugin's `config`. */
export interface Extras {
  /** Patterns of section `select`; `["*.*"]` when nothing is said. */
  readonly select: readonly string[];
  /** `{<stream pattern>: {<key>: <value>, <column pattern>: {<key>: <value>}}}`. */
  readonly metadata: JsonObject;
  /** `{<stream pattern>: {<column pattern>: <JSON schema>}}`. */
  readonly schema: JsonObject;
  readonly selectFilter: readonly string[];
  readonly loadSchema: string | null;
  /** Path of a ready catalog, relative to the project. */
  readonly catalog: string | null;
  /** False: the tap is asked for its catalog every time. */
  readonly useCachedCatalog: boolean;
  /** Path of a state file, relative to the project. */
  readonly state: string | null;
  /** How many pipes of programs may run side by side, each with some of the streams; at least 1. Null: it is not said. */
  readonly parallelPrograms: number | null;
}

export interface ResolvedPlugin extends PluginRef {
  /** The top of the inheritance chain, e.g. `tap-postgres`: says which implementation runs. */
  readonly baseName: string;
  readonly variant: string | null;
  /** What runs when the plugin is a program of its own. */
  readonly program: PluginProgram;
  /** A tap of the project itself, written with the SDK; paths relative to the project. Null: the plugin is something else. */
  readonly source: TapSource | null;
  /** As the plugin gets it: nested, without nulls except below `stream_maps`. Holds secrets. */
  readonly settings: JsonObject;
  /** Texts that must never be shown. */
  readonly secrets: readonly string[];
  readonly extras: Extras;
  readonly warnings: readonly string[];
}

/** A block between tap and target. */
export interface ResolvedMapping {
  /** The block's name: a mapping's, or that of a mapper with a `config` of its own. */
  readonly name: string;
  /** The plugin that defines it, and the top of that plugin's inheritance chain. */
  readonly mapper: string;
  readonly baseName: string;
  readonly config: JsonObject;
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

/** One tap → mappings → target. */
export interface Pipeline {
  readonly tap: string;
  readonly mappings: readonly string[];
  readonly target: string;
}

/** An extract-load of a job. */
export interface PipelineBlock {
  readonly kind: 'pipeline';
  readonly pipeline: Pipeline;
  /** The plugins it is made of, in order: for a mapping, its mapper. */
  readonly plugins: readonly string[];
}

/** A plugin that runs as a program between the pipelines of a job, such as a transformer. */
export interface CommandBlock {
  readonly kind: 'command';
  readonly plugin: string;
  readonly pluginKind: PluginKind;
  /** Null: the plugin's executable without arguments. */
  readonly command: string | null;
}

export type JobBlock = PipelineBlock | CommandBlock;

export interface ResolvedJob {
  /** The job's name, or the blocks as they were given. */
  readonly job: string;
  readonly blocks: readonly JobBlock[];
}

export interface Job {
  readonly name: string;
  /** As written in the project: texts, and lists of texts. */
  readonly tasks: readonly (string | readonly string[])[];
}

export interface Schedule {
  readonly name: string;
  /** As written. */
  readonly interval: string;
  /** Five cron fields, or null for a schedule that never fires by itself. */
  readonly cron: string | null;
  /** A job's name; for Meltano's old kind of schedule its extractor and loader, which run under the schedule's name as state id. */
  readonly job: string | null;
  readonly elt: { readonly extractor: string; readonly loader: string; readonly transform: string } | null;
  /** IANA name of the zone that the cron fields are in, a key of Meltemi's; null: UTC. */
  readonly timezone: string | null;
  /** A key of Meltemi's: a failed run pauses the schedule. */
  readonly pauseOnFailure: boolean;
  readonly env: Readonly<Record<string, string>>;
}

export interface Project {
  /** Letters, digits, `-` and `_`: `project_id`, else the folder's name. First part of every workflow id. */
  readonly id: string;
  /** Absolute path of the folder. */
  readonly root: string;
  /** Absolute path of `.meltano`, or of what `MELTANO_SYS_DIR_ROOT` names instead. */
  readonly systemFolder: string;
  /** The active environment. */
  readonly environment: string | null;
  /** As the files have it, whether it counts or not. */
  readonly defaultEnvironment: string | null;
  readonly environments: readonly string[];
  /** In the order in which a name is looked up: extractors, loaders, mappers, utilities, ... */
  readonly plugins: readonly PluginSummary[];
  readonly jobs: readonly Job[];
  readonly schedules: readonly Schedule[];
  readonly warnings: readonly string[];
  /** What means something else to Meltano, with its place. */
  oddities(): readonly string[];
  /** The plugin with this name; of two kinds that share it the first in Meltano's order, extractors before loaders. Throws `ConfigInvalid`. */
  findPlugin(name: string, kind?: PluginKind): PluginRef;
  /**
   * Settings and extras of a plugin. `behindTap`: the tap whose variables a loader's settings may use, such as
   * `$MELTANO_EXTRACT__LOAD_SCHEMA`. Throws `ConfigInvalid`.
   */
  resolvePlugin(kind: PluginKind, name: string, behindTap?: string): ResolvedPlugin;
  /** The environment variables of a plugin's own process, by the same arguments. Holds secrets. */
  processEnvironment(kind: PluginKind, name: string, behindTap?: string): Readonly<Record<string, string>>;
  /** Settings and extras one by one, with where each value comes from; `meltano`: the project's own settings. Throws `ConfigInvalid`. */
  inspect(subject: PluginRef | 'meltano'): SettingsInspection;
  /** The configuration of a block between tap and target. Throws `ConfigInvalid`. */
  resolveMapping(blockName: string): ResolvedMapping;
  /** Throws `ConfigInvalid` when the plugin has no such command. */
  requireCommand(block: CommandBlock): void;
  /** A job's name, or blocks as on the command line, to what runs in order. Throws `ConfigInvalid`. */
  resolveJob(nameOrBlocks: string | readonly string[]): ResolvedJob;
  /** `<environment>:<tap>-to-<target>[:<suffix>]`; without a suffix the environment's own one counts. */
  stateId(pipeline: Pipeline, suffix?: string): string;
  /** Where state is kept besides the durable bookmarks. Throws `ConfigInvalid`. */
  stateSettings(): StateSettings;
  /** What there is to install for each plugin. Throws `ConfigInvalid`. */
  installations(): readonly PluginInstallation[];
  /** The project in one document, with what could not be put into it. Secrets are hidden, unless `unsafe`. */
  manifest(unsafe: boolean): { readonly document: JsonObject; readonly warnings: readonly string[] };
  /** A setting of the project, such as `python` or `venv.backend`; null when it is not set. */
  setting(name: string): string | null;
}

/** Gives the project as its files are now; the same object as long as none of them changes. */
export interface ProjectSource {
  /**
   * Environment undefined: the one that the project and the variables say; null: none. `schedule`: the name of one whose `env:` is
   * added to the process environment. Throws `ConfigInvalid`.
   */
  load(environment?: string | null, schedule?: string): Promise<Project>;
}
