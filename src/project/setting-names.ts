/** The names of the environment variables that set a setting. */
import type { PluginEntry, PluginKind } from './entries';

/** `TAP_POSTGRES__ORDERS` for `tap-postgres--orders`: all but letters and digits becomes `_`. */
export function variablePart(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '_').toUpperCase();
}

/** A child's own namespace is its name; a plugin without one gets the same. */
function namespaceOf(plugin: PluginEntry): string {
  return plugin.namespace ?? plugin.name.replaceAll('-', '_');
}

/** What a plugin's variables start with: its name and its namespace. */
export function prefixesOf(plugin: PluginEntry): readonly string[] {
  return [...new Set([plugin.name, namespaceOf(plugin)].map(variablePart))];
}

/** Meltano's verb and noun for a kind, as in `MELTANO_EXTRACT_HOST` and `MELTANO_EXTRACTOR_NAME`. */
const GENERIC: Readonly<Partial<Record<PluginKind, { readonly verb: string; readonly noun: string }>>> = {
  extractors: { verb: 'MELTANO_EXTRACT', noun: 'MELTANO_EXTRACTOR' },
  loaders: { verb: 'MELTANO_LOAD', noun: 'MELTANO_LOADER' },
  mappers: { verb: 'MELTANO_MAP', noun: 'MELTANO_MAPPER' },
  utilities: { verb: 'MELTANO_UTILIZE', noun: 'MELTANO_UTILITY' },
};

/** Prefixes under which a plugin's values are shown to its own extras and to the loader behind it. */
export function exportPrefixes(plugin: PluginEntry): readonly string[] {
  const generic = GENERIC[plugin.kind]?.verb;
  return generic === undefined ? prefixesOf(plugin) : [...prefixesOf(plugin), generic];
}

/** Name, namespace and variant as variables. */
export function infoVariables(plugin: PluginEntry, variant: string | null): ReadonlyMap<string, string> {
  const noun = GENERIC[plugin.kind]?.noun;
  if (noun === undefined) return new Map();
  return new Map([
    [`${noun}_NAME`, plugin.name],
    [`${noun}_NAMESPACE`, namespaceOf(plugin)],
    ...(variant === null ? [] : [[`${noun}_VARIANT`, variant] as const]),
  ]);
}
