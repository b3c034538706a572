/** Finds the definition of a plugin: built in for those that Meltemi runs itself, else on the hub. */
import type { PluginKind } from '../project/entries';
import type { PluginDefinition } from './definition';
import { askHub, hubOf } from './hub';
import { nativeDefinition } from './native';

export interface DefinitionQuery {
  readonly kind: PluginKind;
  readonly name: string;
  /** Null: the default one. */
  readonly variant: string | null;
}

/** `setting`: of the project, by name. Throws `ConfigInvalid`. */
export async function findDefinition(
  { kind, name, variant }: DefinitionQuery,
  setting: (name: string) => string | null,
): Promise<PluginDefinition> {
  return nativeDefinition(kind, name, variant) ?? askHub(hubOf(setting), kind, name, variant);
}
