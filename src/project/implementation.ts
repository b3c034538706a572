/** Which implementation of a plugin runs: one of Meltemi's own, by its name, or a tap of the project. */
import { resolve } from 'node:path';
import type { TapSource } from '../model/tap-source';
import type { PluginKind } from './entries';
import type { ResolvedPlugin } from './project';

/** Whether Meltemi has a plugin of this name itself. */
export type IsNative = (kind: PluginKind, baseName: string) => boolean;

export interface Implementation {
  readonly name: string;
  readonly variant: string | null;
  /** A tap written with the SDK, its paths absolute; null: Meltemi's own. */
  readonly source: TapSource | null;
}

export function implementationOf(
  { root }: { readonly root: string },
  { baseName, variant, source }: ResolvedPlugin,
): Implementation {
  return { name: baseName, variant, source: source === null ? null : absolute(root, source) };
}

/**
 * Whether one of Meltemi's own or a tap of the project runs, and no program. A program that the project itself brings along
 * (`executable: ./bin/tap.py`) is meant, whatever it is called.
 */
export function runsHere(isNative: IsNative, { kind, baseName, program, source }: ResolvedPlugin): boolean {
  return source !== null || (isNative(kind, baseName) && !program.executable.includes('/'));
}

function absolute(root: string, source: TapSource): TapSource {
  return source.kind === 'module'
    ? { ...source, path: resolve(root, source.path) }
    : { ...source, folder: resolve(root, source.folder) };
}
