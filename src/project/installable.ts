/** A plugin as `install` sees it: where its virtual environment is and what pip is to put there. */
import type { PluginKind } from './entries';
import type { Place } from './place';

/** What a plugin's entry says of where its definition is. */
export interface PluginSummary {
  readonly kind: PluginKind;
  readonly name: string;
  readonly place: Place;
  readonly variant: string | null;
  readonly inheritFrom: string | null;
  /** The entry is a definition itself: it has a `namespace`. */
  readonly isCustom: boolean;
}

/** The words behind `pip install`. */
export interface PipArguments {
  readonly words: readonly string[];
  /** Texts in them that must never be shown. */
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

export interface PluginInstallation {
  readonly kind: PluginKind;
  readonly name: string;
  /** The top of the inheritance chain: says whether Meltemi has an implementation of its own. */
  readonly baseName: string;
  readonly place: Place;
  /** Names by which a job may call for it: its own and those of its mappings. */
  readonly blocks: readonly string[];
  /** The plugin whose environment it uses: itself, or a parent. */
  readonly home: string;
  /** Absolute path of the virtual environment. */
  readonly folder: string;
  /** Interpreter that the plugin or the project asks for, as written: `3.11`, `python3.11`, a path. Null: any. */
  readonly python: string | null;
  /** Null: nothing to install. `usesPythonVersion`: the arguments depend on the interpreter's version. */
  readonly pip: { readonly usesPythonVersion: boolean; arguments(pythonVersion: string | null): PipArguments } | null;
  /** The process environment with the `env:` blocks and `.env`, for pip, uv (`PIP_INDEX_URL`) and git. Holds secrets. */
  readonly variables: ReadonlyMap<string, string>;
}
