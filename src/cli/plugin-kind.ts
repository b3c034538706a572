/** Kinds of plugins as the command line names them: `extractor`, `extractors`; `-` leaves the kind open. */
import { usageError } from './cli-error';
import { PLUGIN_KINDS, type PluginKind } from '../project/entries';
import { didYouMean } from '../project/suggest';

const NOUNS: Readonly<Record<PluginKind, string>> = {
  extractors: 'extractor',
  loaders: 'loader',
  mappers: 'mapper',
  utilities: 'utility',
  files: 'file bundle',
  orchestrators: 'orchestrator',
  transformers: 'transformer',
  transforms: 'transform',
};

export interface NamedPlugins {
  /** Null: not said. */
  readonly kind: PluginKind | null;
  readonly names: readonly string[];
}

export function nounOf(kind: PluginKind): string {
  return NOUNS[kind];
}

/** Null: no kind is called so. */
function kindOf(word: string): PluginKind | null {
  if (word === 'file' || word === 'file-bundle') return 'files';
  return PLUGIN_KINDS.find((kind) => kind === word || NOUNS[kind] === word) ?? null;
}

/** `words`: `[KIND] NAME...`. `option`: of `--plugin-type`. Throws for an unknown kind and for two different ones. */
export function readPluginWords(words: readonly string[], option: string | undefined): NamedPlugins {
  const given = option === undefined ? null : kindOf(option);
  if (option !== undefined && given === null) {
    throw usageError(
      `\`${option}\` is no kind of plugin.${didYouMean(option, PLUGIN_KINDS)}`,
      `Kinds are ${PLUGIN_KINDS.map((kind) => `\`${kind}\``).join(', ')}.`,
    );
  }
  const [first, ...names] = words;
  if (first === undefined) return { kind: given, names: [] };
  if (first === '-') return { kind: given, names };
  const kind = kindOf(first);
  if (kind === null) return { kind: given, names: words };
  if (given === null || given === kind) return { kind, names };
  throw usageError(`The command names two kinds, \`${kind}\` and \`${given}\`.`, 'Name one.');
}
