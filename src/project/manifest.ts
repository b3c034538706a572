/** The project in one document for one environment: files merged, the environment applied, settings as variables. */
import { MeltemiError } from '../model/errors';
import type { JsonObject, JsonValue } from '../model/json';
import { PLUGIN_KINDS, type PluginKind, type ProjectEntries } from './entries';
import { expand } from './expand';
import { flattenJson, isObject } from './flatten';
import { lockPath } from './lock-files';
import type { ResolvedPlugin } from './project';
import { variablePart } from './setting-names';
import { toJson } from './tree';

export interface ManifestParts {
  readonly entries: ProjectEntries;
  /** Null: no environment. */
  readonly environment: string | null;
  /** Throws `ConfigInvalid` for a plugin whose settings cannot be resolved here, for want of a variable for example. */
  resolve(kind: PluginKind, name: string): Pick<ResolvedPlugin, 'settings' | 'secrets'>;
  /** Shows secrets. */
  readonly unsafe: boolean;
}

export interface Manifest {
  /** Mappings are in the order of their keys. */
  readonly document: JsonObject;
  readonly warnings: readonly string[];
}

/** What the manifest is the result of. */
const RESOLVED: ReadonlySet<string> = new Set(['environments', 'include_paths']);
const HIDDEN = '(redacted)';

export function makeManifest(parts: ManifestParts): Manifest {
  return new ManifestMaker(parts).make();
}

class ManifestMaker {
  readonly #parts: ManifestParts;
  readonly #warnings: string[] = [];
  readonly #secrets = new Set<string>();

  constructor(parts: ManifestParts) {
    this.#parts = parts;
  }

  make(): Manifest {
    const { entries, environment: active, unsafe } = this.#parts;
    const merged = objectOf(toJson(entries.merged));
    const rest = Object.fromEntries(Object.entries(merged).filter(([key]) => !RESOLVED.has(key)));
    const environment = objectsIn(merged['environments']).find((each) => each['name'] === active) ?? {};
    const overrides = objectAt(objectAt(environment, 'config'), 'plugins');
    const annotations = { ...objectAt(rest, 'annotations'), ...objectAt(environment, 'annotations') };
    const manifest = {
      ...rest,
      env: mergeEnv(objectAt(rest, 'env'), objectAt(environment, 'env')),
      plugins: this.#plugins(objectAt(rest, 'plugins'), overrides),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    };
    const hide = unsafe ? (text: string) => text : hiding([...this.#secrets]);
    return { document: written(manifest, hide), warnings: this.#warnings };
  }

  #plugins(plugins: JsonObject, overrides: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(plugins).map(([key, list]) => {
        const kind = PLUGIN_KINDS.find((each) => each === key);
        const of = objectsIn(overrides[key]);
        const entries = objectsIn(list);
        return [key, kind === undefined ? entries : entries.map((entry) => this.#plugin(kind, entry, of))];
      }),
    );
  }

  #plugin(kind: PluginKind, entry: JsonObject, overrides: readonly JsonObject[]): JsonObject {
    const name = textOf(entry['name'] ?? null);
    const override = overrides.find((each) => each['name'] === name) ?? {};
    const env = mergeEnv(objectAt(entry, 'env'), objectAt(override, 'env'));
    const merged = mergeOver(entry, override);
    return { ...this.#definition(kind, name, entry), ...merged, env: { ...env, ...this.#settings(kind, name) } };
  }

  /** What its lock file says, for a plugin that has neither a definition of its own nor a parent. */
  #definition(kind: PluginKind, name: string, entry: JsonObject): JsonObject {
    if (entry['namespace'] !== undefined || entry['inherit_from'] !== undefined) return {};
    const variant = typeof entry['variant'] === 'string' ? entry['variant'] : null;
    const tree = this.#parts.entries.lockTrees.get(lockPath(kind, name, variant));
    return tree === undefined ? {} : objectOf(toJson(tree));
  }

  #settings(kind: PluginKind, name: string): Record<string, string> {
    try {
      const { settings, secrets } = this.#parts.resolve(kind, name);
      for (const secret of secrets) this.#secrets.add(secret);
      return variablesOf(name, settings);
    } catch (error) {
      if (!(error instanceof MeltemiError)) throw error;
      this.#warnings.push(`The manifest has no settings of \`${name}\`: ${error.reason}`);
      return {};
    }
  }
}

function variablesOf(plugin: string, settings: JsonObject): Record<string, string> {
  const values = Object.entries(settings).flatMap(([key, value]) => [...flattenJson(key, value)]);
  return Object.fromEntries(
    values.map(([key, value]) => [`${variablePart(plugin)}_${variablePart(key)}`, textOf(value)]),
  );
}

/** A secret of a few letters is part of many a text by accident: it must be the whole text. */
const MIN_PART_LENGTH = 4;

function hiding(secrets: readonly string[]): (text: string) => string {
  const parts = secrets.filter((secret) => secret.length >= MIN_PART_LENGTH);
  return (text) => (secrets.includes(text) || parts.some((part) => text.includes(part)) ? HIDDEN : text);
}

/** Mappings are merged key by key, everything else is replaced: as when the environment is active. */
function mergeOver(below: JsonObject, above: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const before = merged[key];
    merged[key] = before !== undefined && isObject(before) && isObject(value) ? mergeOver(before, value) : value;
  }
  return merged;
}

/** Each side may refer to the other; what neither knows stays as it is written. */
function mergeEnv(below: JsonObject, above: JsonObject): Record<string, string> {
  return { ...expandedBy(below, above), ...expandedBy(above, below) };
}

function expandedBy(env: JsonObject, other: JsonObject): Record<string, string> {
  const lookup = (name: string): string => (Object.hasOwn(other, name) ? textOf(other[name] ?? null) : `\${${name}}`);
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, expand(textOf(value), lookup).text ?? '']),
  );
}

/** Keys sorted, texts hidden. */
function written(value: JsonObject, hide: (text: string) => string): JsonObject {
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, writtenValue(value[key] ?? null, hide)]));
}

function writtenValue(value: JsonValue, hide: (text: string) => string): JsonValue {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((item: JsonValue) => writtenValue(item, hide));
  return isObject(value) ? written(value, hide) : value;
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function objectAt(value: JsonObject, key: string): JsonObject {
  return objectOf(value[key] ?? null);
}

function objectOf(value: JsonValue): JsonObject {
  return isObject(value) ? value : {};
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
