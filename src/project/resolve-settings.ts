/**
 * The value of each setting of a plugin. Layers, highest first: variables, `.env`, the environment's `config.plugins`, the plugin's
 * own `config`, then the same of each plugin that it inherits from, then the setting's default.
 */
import type { JsonObject, JsonValue } from '../model/json';
import { MeltemiError } from '../model/errors';
import { cast, kindOfValue } from './cast';
import type { SettingDefinition, SettingKind } from './entries';
import { TreeExpander, type Surroundings } from './expand-tree';
import { flattenJson, isInStreamMaps, isObject, nest, type FlatTree } from './flatten';
import { configError, showPlace } from './place';
import { isSecret, secretTexts } from './sensitive';
import { variablePart } from './setting-names';
import { findSettingVariable, type SettingVariable, type VariableNames } from './setting-variables';
import { toJson, type Tree } from './tree';

/** What one plugin of an inheritance chain says. */
export interface SettingsLevel {
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
}

export interface ResolvedSettings {
  /** By dotted name. */
  readonly flat: ReadonlyMap<string, JsonValue>;
  readonly nested: JsonObject;
  /** Texts that must never be shown. */
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

/** Throws `ConfigInvalid` for a value that cannot be cast and for an undefined variable in a secret or required setting. */
export function resolveSettings(request: SettingsRequest): ResolvedSettings {
  return new SettingsResolver(request).resolve();
}

interface Spec extends VariableNames {
  readonly definition: SettingDefinition | null;
  readonly kind: SettingKind | null;
}

function specOf(name: string, definition: SettingDefinition | null, kind: SettingKind | null): Spec {
  const suffixes = [name, ...(definition?.aliases ?? [])].map(variablePart);
  return { definition, kind, suffixes, envAliases: definition?.envAliases ?? [] };
}

/** A raw value and where it comes from: a text of a variable is never expanded, a tree is. */
type Candidate =
  | { readonly kind: 'variable'; readonly variable: SettingVariable }
  | { readonly kind: 'json'; readonly value: JsonValue }
  | { readonly kind: 'tree'; readonly tree: Tree };

class SettingsResolver {
  readonly #request: SettingsRequest;
  readonly #specs = new Map<string, Spec>();
  /** Parts of objects that came whole, as JSON in a variable: by level and dotted name. */
  readonly #parts = new Map<SettingsLevel, Map<string, JsonValue>>();
  readonly #warnings: string[] = [];
  readonly #secrets = new Set<string>();

  constructor(request: SettingsRequest) {
    this.#request = request;
    for (const definition of request.definitions)
      this.#specs.set(definition.name, specOf(definition.name, definition, definition.kind));
    for (const level of request.levels.toReversed()) this.#addUndeclared(level.config);
    const own = request.levels[0];
    if (own !== undefined) this.#addUndeclared(own.override);
    if (!request.wholeObjects)
      for (const [name, spec] of [...this.#specs]) if (spec.kind === 'object') this.#splitObject(name, spec);
  }

  resolve(): ResolvedSettings {
    const flat = new Map<string, JsonValue>();
    for (const [name, spec] of this.#specs) {
      const value = this.#valueOf(name, spec);
      if (value === undefined) continue;
      flat.set(name, value);
      for (const text of secretTexts(name, value, isSecret(name, spec.definition))) this.#secrets.add(text);
    }
    this.#applyWholeObjects(flat);
    return { flat, nested: nest(flat), secrets: [...this.#secrets], warnings: this.#warnings };
  }

  #addUndeclared(config: FlatTree): void {
    for (const [name, tree] of config) {
      const known = this.#specs.get(name);
      if (known === undefined || (known.definition === null && known.kind === null)) {
        this.#specs.set(name, specOf(name, null, kindOfValue(toJson(tree))));
      }
    }
  }

  /** `TAP_X_O='{"y": 9}'` sets `o.y` and leaves the other parts of a declared object `o` to the lower layers. */
  #splitObject(name: string, spec: Spec): void {
    for (const level of this.#request.levels) {
      const found = this.#fromVariables(level, name, spec);
      if (found === null) continue;
      const parts = this.#parts.get(level) ?? new Map<string, JsonValue>();
      for (const [part, value] of flattenJson(name, this.#castVariable(name, spec, found))) {
        parts.set(part, value);
        if (!this.#specs.has(part)) this.#specs.set(part, specOf(part, null, kindOfValue(value)));
      }
      this.#parts.set(level, parts);
    }
  }

  /** Undefined: not set, or set to a variable without a value. */
  #valueOf(name: string, spec: Spec): JsonValue | undefined {
    for (const level of this.#request.levels) {
      const candidate = this.#candidate(level, name, spec);
      if (candidate !== null) return this.#finish(name, spec, candidate);
    }
    const fallback = spec.definition?.value ?? null;
    if (fallback === null || (spec.kind === 'object' && this.#hasParts(name))) return undefined;
    return this.#finish(name, spec, { kind: 'tree', tree: fallback });
  }

  #hasParts(name: string): boolean {
    return [...this.#specs.keys()].some((other) => other.startsWith(`${name}.`));
  }

  #candidate(level: SettingsLevel, name: string, spec: Spec): Candidate | null {
    const splits = spec.kind === 'object' && !this.#request.wholeObjects;
    const variable = splits ? null : this.#fromVariables(level, name, spec);
    if (variable !== null) return { kind: 'variable', variable };
    const part = this.#parts.get(level)?.get(name);
    if (part !== undefined) return { kind: 'json', value: part };
    for (const flat of [level.override, level.config]) {
      for (const alias of [name, ...(spec.definition?.aliases ?? [])]) {
        const tree = flat.get(alias);
        if (tree !== undefined && (!isNull(tree) || isInStreamMaps(name))) return { kind: 'tree', tree };
      }
    }
    return null;
  }

  #fromVariables(level: SettingsLevel, name: string, spec: Spec): SettingVariable | null {
    return findSettingVariable(this.#request.surroundings, level.prefixes, spec, this.#nameOf(name));
  }

  #nameOf(name: string): string {
    return `The setting \`${name}\` of ${this.#request.plugin}`;
  }

  #finish(name: string, spec: Spec, candidate: Candidate): JsonValue | undefined {
    if (candidate.kind === 'json') return candidate.value;
    if (candidate.kind === 'variable') return this.#castVariable(name, spec, candidate.variable);
    const secret = isSecret(name, spec.definition);
    const expander = new TreeExpander(this.#request.surroundings, {
      what: `the setting \`${name}\` of ${this.#request.plugin}`,
      strict: secret ? 'secret' : this.#request.required.has(name) ? 'required' : null,
      warn: (message) => this.#warnings.push(message),
      secret: (text) => this.#secrets.add(text),
    });
    const value = expander.expand(candidate.tree);
    if (value === null) return isNull(candidate.tree) ? null : undefined;
    const result = cast(value, spec.kind);
    if (!result.ok) {
      const reason = `${this.#nameOf(name)} must be ${result.problem}.`;
      throw configError(candidate.tree.place, reason, 'Correct the value there.');
    }
    this.#checkOptions(name, spec, result.value, showPlace(candidate.tree.place));
    return result.value;
  }

  #castVariable(name: string, spec: Spec, variable: SettingVariable): JsonValue {
    const result = cast(variable.text, spec.kind);
    if (!result.ok) {
      const reason = `${this.#nameOf(name)}, set by ${variable.origin}, must be ${result.problem}.`;
      throw new MeltemiError('ConfigInvalid', reason, 'Correct the variable.');
    }
    this.#checkOptions(name, spec, result.value, variable.origin);
    return variable.negated && typeof result.value === 'boolean' ? !result.value : result.value;
  }

  #checkOptions(name: string, spec: Spec, value: JsonValue, origin: string): void {
    const options = spec.definition?.options ?? [];
    if (
      spec.kind !== 'options' ||
      options.length === 0 ||
      options.includes(typeof value === 'string' ? value : JSON.stringify(value))
    )
      return;
    const reason = `${origin}: the setting \`${name}\` of ${this.#request.plugin} has a value that is not among its options.`;
    throw new MeltemiError(
      'ConfigInvalid',
      reason,
      `Choose one of ${options.map((option) => `\`${option}\``).join(', ')}.`,
    );
  }

  /** Where a variable set a whole object, the parts that lower layers have below it are dropped. */
  #applyWholeObjects(flat: Map<string, JsonValue>): void {
    if (!this.#request.wholeObjects) return;
    for (const [name, spec] of this.#specs) {
      const whole = flat.get(name);
      if (spec.kind !== 'object' || whole === undefined || !isObject(whole)) continue;
      if (!this.#request.levels.some((level) => this.#fromVariables(level, name, spec) !== null)) continue;
      for (const other of [...flat.keys()]) if (other.startsWith(`${name}.`)) flat.delete(other);
    }
  }
}

function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}
