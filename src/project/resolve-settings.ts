/** The value of each setting of a plugin: the highest layer that says something, expanded, cast and checked. */
import type { JsonValue } from '../model/json';
import { MeltemiError } from '../model/errors';
import { cast } from './cast';
import { referencesIn } from './expand';
import { findVariable, TreeExpander } from './expand-tree';
import { isObject, nest } from './flatten';
import { configError, showPlace } from './place';
import { attempt } from './problems';
import { isSecret, secretTexts } from './sensitive';
import { isNull, SettingCandidates, type RawCandidate, type SettingSpec } from './setting-candidates';
import { processValue } from './setting-processors';
import type { SettingVariable } from './setting-variables';
import type {
  ExplainedSetting,
  Expansion,
  ResolvedSetting,
  ResolvedSettings,
  SettingsRequest,
} from './settings-request';
import type { Tree } from './tree';

/** Throws `ConfigInvalid` for a value that cannot be cast and for an undefined variable in a secret or required setting. */
export function resolveSettings(request: SettingsRequest): ResolvedSettings {
  return new SettingsResolver(request).resolve();
}

/** Every setting with all its layers; what is wrong with a value is part of the answer instead of an error. */
export function explainSettings(request: SettingsRequest): readonly ExplainedSetting[] {
  return new SettingsResolver(request).explain();
}

class SettingsResolver {
  readonly #request: SettingsRequest;
  readonly #candidates: SettingCandidates;
  readonly #secrets = new Set<string>();
  #warnings: string[] = [];

  constructor(request: SettingsRequest) {
    this.#request = request;
    this.#candidates = new SettingCandidates(request, (...given) => this.#castVariable(...given));
  }

  resolve(): ResolvedSettings {
    const flat = new Map<string, JsonValue>();
    const all: ResolvedSetting[] = [];
    for (const [name, spec] of this.#candidates.specs) {
      const found = attempt(this.#request.onProblem, () => this.#chosen(name, spec), {
        value: undefined,
        chosen: null,
      });
      const { value, chosen } = found;
      all.push({ ...this.#identity(name, spec), value: value ?? null, chosen });
      if (value === undefined) continue;
      flat.set(name, value);
      for (const text of secretTexts(name, value, isSecret(name, spec.definition))) this.#secrets.add(text);
    }
    this.#applyWholeObjects(flat);
    return { flat, nested: nest(flat), all, secrets: [...this.#secrets], warnings: this.#warnings };
  }

  explain(): readonly ExplainedSetting[] {
    return [...this.#candidates.specs].map(([name, spec]) => {
      this.#warnings = [];
      const candidates: RawCandidate[] = [];
      let outcome: ExplainedSetting['outcome'];
      try {
        const [chosen, ...others] = this.#candidates.of(name, spec);
        candidates.push(...[chosen, ...others].flatMap((each) => (each === undefined ? [] : [each])));
        outcome = { value: chosen === undefined ? null : (this.#finish(name, spec, chosen) ?? null) };
      } catch (error) {
        if (!(error instanceof MeltemiError)) throw error;
        outcome = { problem: error.message };
      }
      const expansions = candidates[0] === undefined ? [] : this.#expansionsOf(candidates[0]);
      return { ...this.#identity(name, spec), candidates, expansions, outcome, warnings: this.#warnings };
    });
  }

  #identity(
    name: string,
    { definition, kind }: SettingSpec,
  ): Pick<ResolvedSetting, 'name' | 'definition' | 'kind' | 'secret'> {
    return { name, definition, kind, secret: isSecret(name, definition) };
  }

  #expansionsOf({ raw }: RawCandidate): readonly Expansion[] {
    if (raw.kind !== 'tree') return [];
    const names = new Set(textsIn(raw.tree).flatMap((text) => referencesIn(text)));
    return [...names].map((variable) => {
      const found = findVariable(this.#request.surroundings, variable);
      return {
        variable,
        origin: found?.origin ?? null,
        text: found?.text ?? null,
        missing: found?.missing ?? [],
      };
    });
  }

  #chosen(
    name: string,
    spec: SettingSpec,
  ): { readonly value: JsonValue | undefined; readonly chosen: RawCandidate | null } {
    for (const chosen of this.#candidates.of(name, spec)) return { value: this.#finish(name, spec, chosen), chosen };
    return { value: undefined, chosen: null };
  }

  #nameOf(name: string): string {
    return `The setting \`${name}\` of ${this.#request.plugin}`;
  }

  /** Undefined: a variable without a value. */
  #finish(name: string, spec: SettingSpec, { raw }: RawCandidate): JsonValue | undefined {
    if (raw.kind === 'part') return raw.value;
    const value =
      raw.kind === 'variable' ? this.#castVariable(name, spec, raw.variable) : this.#expand(name, spec, raw.tree);
    return value === undefined ? undefined : processValue(spec.definition, value);
  }

  #expand(name: string, spec: SettingSpec, tree: Tree): JsonValue | undefined {
    const { surroundings, plugin, required, strict } = this.#request;
    const secret = isSecret(name, spec.definition);
    const expander = new TreeExpander(surroundings, {
      what: `the setting \`${name}\` of ${plugin}`,
      strict: secret ? 'secret' : required.has(name) ? 'required' : strict ? 'in strict mode' : null,
      warn: (message) => this.#warnings.push(message),
      secret: (text) => this.#secrets.add(text),
    });
    const value = expander.expand(tree);
    if (value === null) return isNull(tree) ? null : undefined;
    const result = cast(value, spec.kind);
    if (!result.ok)
      throw configError(tree.place, `${this.#nameOf(name)} must be ${result.problem}.`, 'Correct the value there.');
    this.#checkOptions(name, spec, result.value, showPlace(tree.place));
    return result.value;
  }

  #castVariable(name: string, spec: SettingSpec, variable: SettingVariable): JsonValue {
    const result = cast(variable.text, spec.kind);
    if (!result.ok) {
      const reason = `${this.#nameOf(name)}, set by ${variable.origin}, must be ${result.problem}.`;
      throw new MeltemiError('ConfigInvalid', reason, 'Correct the variable.');
    }
    this.#checkOptions(name, spec, result.value, variable.origin);
    return variable.negated && typeof result.value === 'boolean' ? !result.value : result.value;
  }

  #checkOptions(name: string, spec: SettingSpec, value: JsonValue, origin: string): void {
    const options = spec.definition?.options ?? [];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (spec.kind !== 'options' || options.length === 0 || options.includes(text)) return;
    const reason = `${origin}: the setting \`${name}\` of ${this.#request.plugin} has a value that is not among its options.`;
    const choices = options.map((option) => `\`${option}\``).join(', ');
    throw new MeltemiError('ConfigInvalid', reason, `Choose one of ${choices}.`);
  }

  /** Where a variable set a whole object, the parts that lower layers have below it are dropped. */
  #applyWholeObjects(flat: Map<string, JsonValue>): void {
    if (!this.#request.wholeObjects) return;
    for (const [name, spec] of this.#candidates.specs) {
      const whole = flat.get(name);
      if (spec.kind !== 'object' || whole === undefined || !isObject(whole)) continue;
      if (!this.#candidates.isSetWhole(name, spec)) continue;
      for (const other of [...flat.keys()]) if (other.startsWith(`${name}.`)) flat.delete(other);
    }
  }
}

function textsIn(tree: Tree): readonly string[] {
  if (tree.kind === 'list') return tree.items.flatMap(textsIn);
  if (tree.kind === 'mapping') return [...tree.entries.values()].flatMap(({ value }) => textsIn(value));
  return typeof tree.value === 'string' ? [tree.value] : [];
}
