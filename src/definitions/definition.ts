/**
 * A plugin's definition: what a lock file of a project holds, and what the hub answers. Meltano reads and writes the same JSON, so keys
 * that are of no use here are kept as they are.
 */
import { MeltemiError } from '../model/errors';
import type { JsonObject, JsonValue } from '../model/json';
import { PLUGIN_KINDS, type PluginKind } from '../project/entries';
import { isObject } from '../project/flatten';

export interface PluginDefinition {
  readonly kind: PluginKind;
  readonly name: string;
  /** `default` when the definition names none. */
  readonly variant: string;
  readonly pipUrl: string | null;
  readonly docs: string | null;
  readonly repo: string | null;
  /** All of it, `plugin_type` first. */
  readonly json: JsonObject;
}

/** `origin`: for messages, e.g. the address it was read from. Throws `ConfigInvalid` for what is no definition of this kind. */
export function readDefinition(value: JsonValue, kind: PluginKind, origin: string): PluginDefinition {
  if (!isObject(value)) throw invalid(origin, 'is not a mapping');
  const name = textAt(value, 'name', origin);
  if (name === null) throw invalid(origin, 'has no `name`');
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    throw invalid(origin, `has the name \`${name}\`, which is no plugin's name`);
  const variant = textAt(value, 'variant', origin) ?? 'default';
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(variant))
    throw invalid(origin, `has the variant \`${variant}\`, which is none`);
  const given = textAt(value, 'plugin_type', origin) ?? kind;
  if (given !== kind) {
    const known = PLUGIN_KINDS.some((each) => each === given) ? '' : ', which is no kind of plugin';
    throw invalid(origin, `is of the kind \`${given}\`${known}, not of \`${kind}\``);
  }
  return {
    kind,
    name,
    variant,
    pipUrl: textAt(value, 'pip_url', origin),
    docs: textAt(value, 'docs', origin),
    repo: textAt(value, 'repo', origin),
    json: { plugin_type: kind, ...value },
  };
}

function textAt(value: JsonObject, key: string, origin: string): string | null {
  const text = value[key] ?? null;
  if (text === null || text === '') return null;
  if (typeof text === 'string') return text;
  throw invalid(origin, `has a \`${key}\` that is not a text`);
}

function invalid(origin: string, problem: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The plugin definition of ${origin} ${problem}.`,
    'A definition has at least `name` and `namespace`; https://hub.meltano.com shows many.',
  );
}
