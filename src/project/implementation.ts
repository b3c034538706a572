/** Which implementation of a plugin runs: one of Meltemi's own, by its name, or a tap of the project. */
import { resolve } from 'node:path';
import type { TapSource } from '../model/tap-source';
import type { ResolvedPlugin } from './project';

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

function absolute(root: string, source: TapSource): TapSource {
  return source.kind === 'module'
    ? { ...source, path: resolve(root, source.path) }
    : { ...source, folder: resolve(root, source.folder) };
}
