/** Kinds of plugins as the command line names them: in the singular, as Meltano does, or in the plural of the project files. */
import type { PluginKind } from '../project/entries';

const BY_SINGULAR: Readonly<Record<string, PluginKind>> = {
  extractor: 'extractors',
  loader: 'loaders',
  mapper: 'mappers',
  utility: 'utilities',
  file: 'files',
  orchestrator: 'orchestrators',
  transformer: 'transformers',
  transform: 'transforms',
};

/** For an option's `choices`. */
export const KIND_CHOICES: readonly string[] = [...Object.keys(BY_SINGULAR), ...Object.values(BY_SINGULAR)];

/** Undefined for nothing given. */
export function kindOf(choice: string | undefined): PluginKind | undefined {
  if (choice === undefined) return undefined;
  return BY_SINGULAR[choice] ?? Object.values(BY_SINGULAR).find((kind) => kind === choice);
}

/** `extractor`, as in messages about a plugin. */
export function kindNoun(kind: PluginKind): string {
  return Object.keys(BY_SINGULAR).find((name) => BY_SINGULAR[name] === kind) ?? kind;
}

/** `Extractor`, at the start of a sentence. */
export function kindTitle(kind: PluginKind): string {
  const singular = kindNoun(kind);
  return singular.charAt(0).toUpperCase() + singular.slice(1);
}
