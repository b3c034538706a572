/** The entries that `add` writes into `meltano.yml`. */
import type { JsonObject, JsonValue } from '../model/json';
import type { PluginDefinition } from './definition';

export type NewEntry = JsonObject & { readonly name: string };

/** What a person said about a plugin that no definition exists of. */
export interface CustomAnswers {
  readonly namespace: string;
  /** Null: an executable that is there already. */
  readonly pipUrl: string | null;
  readonly executable: string;
  readonly capabilities: readonly string[];
  readonly settings: readonly { readonly name: string; readonly kind: string | null }[];
}

/** `name`: differs from the definition's for a plugin that inherits from it. */
export function entryOfDefinition(name: string, definition: PluginDefinition, python: string | null): NewEntry {
  return without({
    name,
    inherit_from: name === definition.name ? null : definition.name,
    variant: definition.variant === 'default' ? null : definition.variant,
    pip_url: definition.pipUrl,
    python,
  });
}

/** `parent`: a plugin of the project. */
export function entryOfChild(name: string, parent: string, python: string | null): NewEntry {
  return without({ name, inherit_from: parent, python });
}

export function entryOfCustom(name: string, answers: CustomAnswers, python: string | null): NewEntry {
  const settings = answers.settings.map(({ name, kind }) => (kind === null ? { name } : { name, kind }));
  return without({
    name,
    namespace: answers.namespace,
    pip_url: answers.pipUrl,
    python,
    executable: answers.executable,
    capabilities: answers.capabilities.length === 0 ? null : answers.capabilities,
    settings: settings.length === 0 ? null : settings,
  });
}

/** Keys without a value are left out. */
function without(entry: { readonly name: string } & Readonly<Record<string, JsonValue>>): NewEntry {
  return { ...Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null)), name: entry.name };
}
