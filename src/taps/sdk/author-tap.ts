/** A tap that somebody wrote with the SDK: its module, loaded without a build step, and what is made of it. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createJiti } from 'jiti';
import { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import type { Stream, Tap as AuthorTap } from '../../sdk';

/** What the module has to export: the class, as its default or as the only class that has streams. */
type AuthorTapClass = new (config: JsonObject) => AuthorTap;

/**
 * `module`: path of a `.ts`, `.js` or `.mjs` file. Throws `ConfigInvalid` for a module that cannot be loaded or has no tap, and for
 * settings that the tap does not take.
 */
export async function loadAuthorTap(module: string, settings: JsonObject): Promise<AuthorTap> {
  const TapClass = await loadClass(module);
  const tap = new TapClass(settings);
  const defaults = missingDefaults(tap, settings);
  const whole = { ...settings, ...defaults };
  checkSettings(tap, whole);
  // The defaults are the tap's, so they are known once it is made.
  const made = Object.keys(defaults).length === 0 ? tap : new TapClass(whole);
  made.folder ??= dirname(resolve(module));
  return made;
}

/** Throws `StreamNotFound`. */
export function streamNamed(tap: AuthorTap, name: string): Stream {
  const stream = tap.discoverStreams().find((other) => other.name === name);
  if (stream !== undefined) return stream;
  throw new MeltemiError(
    'StreamNotFound',
    `The tap \`${tap.name}\` has no stream \`${name}\`.`,
    'Look at what its `discoverStreams` gives.',
  );
}

async function loadClass(module: string): Promise<AuthorTapClass> {
  if (!existsSync(module))
    throw new MeltemiError(
      'ConfigInvalid',
      `The tap's module \`${module}\` is not there.`,
      'Correct `module` of the plugin.',
    );
  const jiti = createJiti(__filename, { alias: { 'meltemi/sdk': require.resolve('../../sdk') }, fsCache: false });
  let exported: Record<string, unknown>;
  try {
    exported = await jiti.import<Record<string, unknown>>(module);
  } catch (error) {
    throw new MeltemiError(
      'ConfigInvalid',
      `The tap's module \`${module}\` cannot be loaded: ${error instanceof Error ? error.message : String(error)}.`,
      'Correct the module; `meltemi test` tries it out.',
      { cause: error },
    );
  }
  const found = [exported['default'], ...Object.values(exported)].find(isTapClass);
  if (found !== undefined) return found;
  throw new MeltemiError(
    'ConfigInvalid',
    `The module \`${module}\` exports no tap.`,
    'Export a class that extends `Tap` of `meltemi/sdk`, best as `export default`.',
  );
}

function isTapClass(value: unknown): value is AuthorTapClass {
  if (typeof value !== 'function') return false;
  const { prototype } = value as { prototype?: unknown };
  return typeof prototype === 'object' && prototype !== null && 'discoverStreams' in prototype;
}

/** Of the settings that are not set, those that the tap has a value for. */
function missingDefaults({ configSchema }: AuthorTap, settings: JsonObject): JsonObject {
  const missing = Object.entries(configSchema).flatMap(([setting, { default: value }]) =>
    value === undefined || (settings[setting] ?? null) !== null ? [] : [[setting, value] as const],
  );
  return Object.fromEntries(missing);
}

function checkSettings({ name, configSchema }: AuthorTap, settings: JsonObject): void {
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
