/** The documents of `config print`. */
import type { JsonObject, JsonValue } from '../../model/json';
import { nestAll, variablesOf } from '../../project/inspect-settings';
import { nest } from '../../project/flatten';
import type { ResolvedSetting, ResolvedSettings } from '../../project/settings-request';
import type { Subject } from './subject';

export interface PrintOptions {
  readonly extras: boolean;
  readonly unsafe: boolean;
}

const REDACTED = '*****';

/** Settings nested, without those that are not set, as the plugin gets them; extras by their dotted names, set or not. */
export function printedJson({ inspection, ref }: Subject, { extras, unsafe }: PrintOptions): JsonObject {
  const resolved = inspection.resolve(extras);
  const redacted = unsafe ? resolved : redact(resolved);
  if (ref === 'meltano') return nestAll(redacted);
  if (!extras) return nest(redacted.flat);
  const nested = nest(redacted.flat);
  return Object.fromEntries(redacted.all.map(({ name, value }) => [name, nested[name] ?? value]));
}

/** Lines `NAME='value'`, for each variable in which the plugin gets a setting. */
export function printedEnv({ inspection }: Subject, { extras, unsafe }: PrintOptions): string {
  const resolved = inspection.resolve(extras);
  const lines = (unsafe ? resolved : redact(resolved)).all.flatMap(({ name, definition, value }) => {
    if (value === null) return [];
    const own = definition?.env ?? null;
    const names = [...(own === null ? [] : [own]), ...variablesOf(inspection.exportPrefixes, name)];
    return names.map((variable) => `${variable}='${textOf(value).replaceAll("'", "\\'")}'`);
  });
  return `${lines.join('\n')}\n`;
}

function redact(resolved: ResolvedSettings): ResolvedSettings {
  const hide = <T extends JsonValue>({ name }: Pick<ResolvedSetting, 'name'>, value: T): T | string =>
    secrets.has(name) && value !== null ? REDACTED : value;
  const secrets = new Set(resolved.all.filter(({ secret }) => secret).map(({ name }) => name));
  return {
    ...resolved,
    all: resolved.all.map((setting) => ({ ...setting, value: hide(setting, setting.value) })),
    flat: new Map([...resolved.flat].map(([name, value]) => [name, hide({ name }, value)])),
  };
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
