/** A tap of its class and its settings: those that are not set are filled in, all are checked. */
import { MeltemiError } from '../model/errors';
import type { JsonObject } from '../model/json';
import type { Tap } from './tap';

export type TapClass<Config extends JsonObject = JsonObject> = new (config: Config) => Tap<Config>;

/** Throws `ConfigInvalid` for settings that the tap does not take. */
export function makeTap<Config extends JsonObject>(Class: TapClass<Config>, settings: Config): Tap<Config> {
  const tap = new Class(settings);
  const unset = valuesOfUnset(tap, settings);
  const whole = { ...settings, ...unset };
  checkSettings(tap, whole);
  // The defaults are the tap's, so they are known once it is made.
  return Object.keys(unset).length === 0 ? tap : new Class(whole);
}

/** The settings that are not set: their defaults, or null, so that each setting of the schema is in the config. */
function valuesOfUnset({ configSchema }: Pick<Tap, 'configSchema'>, settings: JsonObject): JsonObject {
  const unset = Object.entries(configSchema).filter(([setting]) => (settings[setting] ?? null) === null);
  return Object.fromEntries(unset.map(([setting, { default: value }]) => [setting, value ?? null]));
}

function checkSettings({ name, configSchema }: Pick<Tap, 'name' | 'configSchema'>, settings: JsonObject): void {
  for (const [setting, { required, allowedValues }] of Object.entries(configSchema)) {
    const value = settings[setting] ?? null;
    if (required === true && value === null)
      throw new MeltemiError(
        'ConfigInvalid',
        `The setting \`${setting}\` of \`${name}\` is missing.`,
        'Set it below `config:` of the plugin.',
      );
    if (value !== null && allowedValues !== undefined && !allowedValues.includes(value))
      throw new MeltemiError(
        'ConfigInvalid',
        `The setting \`${setting}\` of \`${name}\` is not one of ${allowedValues.map((allowed) => `\`${JSON.stringify(allowed)}\``).join(', ')}.`,
        'Correct it below `config:` of the plugin.',
      );
  }
}
