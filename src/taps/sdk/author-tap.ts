/** A tap of the project: its module, loaded without a build step, or its declaration, and what is made of it. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createJiti } from 'jiti';
import { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import type { TapSource } from '../../model/tap-source';
import { declaredTap, makeTap, type Stream, type Tap as AuthorTap, type TapClass } from '../../sdk';

/** Throws `ConfigInvalid` for a module that cannot be loaded or has no tap, and for settings that the tap does not take. */
export async function loadAuthorTap(source: TapSource, settings: JsonObject): Promise<AuthorTap> {
  if (source.kind === 'rest')
    return declaredTap(source.declaration, settings, { name: source.tapName, folder: source.folder });
  const tap = makeTap(await loadClass(source.path), settings);
  tap.folder ??= dirname(resolve(source.path));
  return tap;
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

/** The class that the module exports: as its default, or as the only class that has streams. */
async function loadClass(module: string): Promise<TapClass> {
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

function isTapClass(value: unknown): value is TapClass {
  if (typeof value !== 'function') return false;
  const { prototype } = value as { prototype?: unknown };
  return typeof prototype === 'object' && prototype !== null && 'discoverStreams' in prototype;
}
