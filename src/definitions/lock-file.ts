/** Lock files as Meltano writes them, so that its `lock` changes nothing in a project that was locked here. */
import type { PluginDefinition } from './definition';

export function lockText(definition: PluginDefinition): string {
  return JSON.stringify(definition.json, null, 2);
}
