/**
 * Everything that gives a plugin's settings a value. Layers, highest first: variables, `.env`, the environment's `config.plugins`, the
 * plugin's own `config`, then the same of each plugin that it inherits from, then the setting's default.
 */
import type { JsonValue } from '../model/json';
import type { SettingDefinition } from './entries';
import type { SettingKind } from '../model/setting-kinds';
import { kindOfValue } from './cast';
import { flattenJson, isInStreamMaps, type FlatTree } from './flatten';
import { attempt } from './problems';
import { variablePart } from './setting-names';
import { findSettingVariable, type SettingVariable, type VariableNames } from './setting-variables';
import type { SettingCandidate, SettingsLevel, SettingsRequest, SettingSource } from './settings-request';
import { toJson, type Tree } from './tree';

export interface SettingSpec extends VariableNames {
  readonly definition: SettingDefinition | null;
  readonly kind: SettingKind | null;
}

/** A raw value: a text of a variable is never expanded, a tree is. `parts`: of an object that came whole in a variable. */
export type RawValue =
  | { readonly kind: 'variable'; readonly variable: SettingVariable }
  | { readonly kind: 'part'; readonly value: JsonValue }
  | { readonly kind: 'tree'; readonly tree: Tree };

export interface RawCandidate extends SettingCandidate {
  readonly raw: RawValue;
}

/** Casts the text of a variable to the setting's kind. */
export type CastVariable = (name: string, spec: SettingSpec, variable: SettingVariable) => JsonValue;

interface Part {
  readonly value: JsonValue;
  readonly variable: SettingVariable;
}

export class SettingCandidates {
  readonly specs = new Map<string, SettingSpec>();
  readonly #request: SettingsRequest;
  /** Parts of objects that came whole, as JSON in a variable: by level and dotted name. */
  readonly #parts = new Map<SettingsLevel, Map<string, Part>>();

  constructor(request: SettingsRequest, castVariable: CastVariable) {
    this.#request = request;
    for (const definition of request.definitions)
      this.specs.set(definition.name, specOf(definition.name, definition, definition.kind));
    for (const level of request.levels.toReversed()) this.#addUndeclared(level.config);
    const own = request.levels[0];
    if (own !== undefined) this.#addUndeclared(own.override);
    if (request.wholeObjects) return;
    for (const [name, spec] of [...this.specs]) if (spec.kind === 'object') this.#splitObject(name, spec, castVariable);
  }

  /** Highest first. Throws `ConfigInvalid` when two variables of one setting are set at once. */
  *of(name: string, spec: SettingSpec): Generator<RawCandidate> {
    for (const level of this.#request.levels) yield* this.#ofLevel(level, name, spec);
    const fallback = spec.definition?.value ?? null;
    if (fallback === null || (spec.kind === 'object' && this.#hasParts(name))) return;
    yield treeCandidate({ kind: 'default', place: fallback.place }, null, fallback);
  }

  /** Whether a variable sets this object as a whole. */
  isSetWhole(name: string, spec: SettingSpec): boolean {
    return this.#request.levels.some((level) => this.#variable(level, name, spec) !== null);
  }

  #addUndeclared(config: FlatTree): void {
    for (const [name, tree] of config) {
      const known = this.specs.get(name);
      if (known === undefined || (known.definition === null && known.kind === null)) {
        this.specs.set(name, specOf(name, null, kindOfValue(toJson(tree))));
      }
    }
  }

  /** `TAP_X_O='{"y": 9}'` sets `o.y` and leaves the other parts of a declared object `o` to the lower layers. */
  #splitObject(name: string, spec: SettingSpec, castVariable: CastVariable): void {
    for (const level of this.#request.levels) {
      const variable = attempt(this.#request.onProblem, () => this.#variable(level, name, spec), null);
      if (variable === null) continue;
      const whole = attempt(this.#request.onProblem, () => castVariable(name, spec, variable), {});
      const parts = this.#parts.get(level) ?? new Map<string, Part>();
      for (const [part, value] of flattenJson(name, whole)) {
        parts.set(part, { value, variable });
        if (!this.specs.has(part)) this.specs.set(part, specOf(part, null, kindOfValue(value)));
      }
      this.#parts.set(level, parts);
    }
  }

  #hasParts(name: string): boolean {
    return [...this.specs.keys()].some((other) => other.startsWith(`${name}.`));
  }

  *#ofLevel(level: SettingsLevel, name: string, spec: SettingSpec): Generator<RawCandidate> {
    const { plugin } = level;
    const splits = spec.kind === 'object' && !this.#request.wholeObjects;
    const variable = splits ? null : this.#variable(level, name, spec);
    if (variable !== null)
      yield { source: sourceOf(variable), plugin, written: variable.text, raw: { kind: 'variable', variable } };
    const part = this.#parts.get(level)?.get(name);
    if (part !== undefined)
      yield { source: sourceOf(part.variable), plugin, written: part.value, raw: { kind: 'part', value: part.value } };
    for (const kind of ['environment', 'config'] as const) {
      const flat = kind === 'environment' ? level.override : level.config;
      for (const alias of [name, ...(spec.definition?.aliases ?? [])]) {
        const tree = flat.get(alias);
        if (tree === undefined || (isNull(tree) && !isInStreamMaps(name))) continue;
        yield treeCandidate({ kind, place: tree.place }, plugin, tree);
      }
    }
  }

  #variable(level: SettingsLevel, name: string, spec: SettingSpec): SettingVariable | null {
    const { surroundings, plugin } = this.#request;
    return findSettingVariable(surroundings, level.prefixes, spec, `The setting \`${name}\` of ${plugin}`);
  }
}

function specOf(name: string, definition: SettingDefinition | null, kind: SettingKind | null): SettingSpec {
  const suffixes = [name, ...(definition?.aliases ?? [])].map(variablePart);
  return { definition, kind, suffixes, envAliases: definition?.envAliases ?? [] };
}

function sourceOf({ name, store, origin }: SettingVariable): SettingSource {
  return { kind: 'variable', name, store, origin };
}

function treeCandidate(source: SettingSource, plugin: string | null, tree: Tree): RawCandidate {
  return { source, plugin, written: toJson(tree), raw: { kind: 'tree', tree } };
}

export function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}
