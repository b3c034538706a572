/** What is asked of a resolution of settings, and what it answers. */
import type { JsonObject, JsonValue } from '../model/json';
import type { SettingDefinition } from './entries';
import type { SettingKind } from '../model/setting-kinds';
import type { Surroundings } from './expand-tree';
import type { FlatTree } from './flatten';
import type { Place } from './place';
import type { OnProblem } from './problems';

/** What one plugin of an inheritance chain says. */
export interface SettingsLevel {
  /** The plugin's name. */
  readonly plugin: string;
  /** What its variables start with: name and namespace. */
  readonly prefixes: readonly string[];
  readonly override: FlatTree;
  readonly config: FlatTree;
}

export interface SettingsRequest {
  /** For messages: `` `tap-postgres--orders` ``. */
  readonly plugin: string;
  /** The plugin itself first, then what it inherits from. */
  readonly levels: readonly SettingsLevel[];
  /** Of the whole chain, those of the top parent first. */
  readonly definitions: readonly SettingDefinition[];
  readonly required: ReadonlySet<string>;
  readonly surroundings: Surroundings;
  /** Objects for which one variable replaces everything below them, as Meltano has it for extras. */
  readonly wholeObjects: boolean;
  /** `ff.strict_env_var_mode`: a missing variable is an error in every setting. */
  readonly strict: boolean;
  readonly onProblem: OnProblem;
}

/** Where a value was found. `place`: of the value in the project's files. */
export type SettingSource =
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly store: 'environment' | 'dotenv';
      readonly origin: string;
    }
  | { readonly kind: 'environment'; readonly place: Place }
  | { readonly kind: 'config'; readonly place: Place }
  | { readonly kind: 'default'; readonly place: Place };

/** A value that one layer gives a setting. */
export interface SettingCandidate {
  readonly source: SettingSource;
  /** The plugin whose layer it is; null for a default. */
  readonly plugin: string | null;
  /** As written: not expanded, not cast. */
  readonly written: JsonValue;
}

export interface ResolvedSetting {
  /** Dotted; an extra's starts with `_`. */
  readonly name: string;
  /** Null: nobody declares it. */
  readonly definition: SettingDefinition | null;
  readonly kind: SettingKind | null;
  /** Null: not set, or set to a variable without a value. */
  readonly value: JsonValue;
  readonly secret: boolean;
  /** The layer that counts; null: none says anything. */
  readonly chosen: SettingCandidate | null;
}

export interface ResolvedSettings {
  /** By dotted name; without those that are not set. */
  readonly flat: ReadonlyMap<string, JsonValue>;
  readonly nested: JsonObject;
  /** Declared ones in the order of their definitions, then the others. */
  readonly all: readonly ResolvedSetting[];
  /** Texts that must never be shown. */
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

/** A variable that a value of the files refers to. */
export interface Expansion {
  readonly variable: string;
  /** Where it is set; null: nowhere. */
  readonly origin: string | null;
  readonly text: string | null;
  /** Variables without a value that its own text referred to. */
  readonly missing: readonly string[];
}

/** One setting with everything that could have set it. */
export interface ExplainedSetting {
  readonly name: string;
  readonly definition: SettingDefinition | null;
  readonly kind: SettingKind | null;
  readonly secret: boolean;
  /** All layers that say something, highest first; the first one counts. */
  readonly candidates: readonly SettingCandidate[];
  /** The variables in the value that counts, in order. */
  readonly expansions: readonly Expansion[];
  /** The final value, or why there is none. */
  readonly outcome: { readonly value: JsonValue } | { readonly problem: string };
  readonly warnings: readonly string[];
}

export interface SettingsInspection {
  /** What the variables start with that set a setting; the first one is the plugin's name. */
  readonly prefixes: readonly string[];
  /** What the variables start with in which the plugin gets its settings. */
  readonly exportPrefixes: readonly string[];
  /** The plugin that it inherits from. */
  readonly parent: string | null;
  /** `settings_group_validation`: of each group, all settings are wanted. */
  readonly required: ReadonlySet<string>;
  /** Settings, or extras. Throws `ConfigInvalid` for a value that is wrong. */
  resolve(extras: boolean): ResolvedSettings;
  /** As it is even when something is wrong with a value. */
  explain(extras: boolean): readonly ExplainedSetting[];
}
