/** Which implementation of a plugin runs: one of Meltemi's own, by its name, or a file of the project. */
import { resolve } from 'node:path';
import type { ResolvedPlugin } from './project';

export interface Implementation {
  readonly name: string;
  readonly variant: string | null;
  /** Absolute path of a tap written with the SDK; null: Meltemi's own. */
  readonly module: string | null;
}

export function implementationOf(
  { root }: { readonly root: string },
  { baseName, variant, program }: ResolvedPlugin,
): Implementation {
  return { name: baseName, variant, module: program.module === null ? null : resolve(root, program.module) };
}
