/** Names of plugins on the command line, with their kind before them or in an option. */
import { PLUGIN_KINDS, type PluginKind } from '../project/entries';
import { didYouMean } from '../model/suggest';
import { usageError } from './cli-error';
import { kindOf } from './plugin-kinds';

export interface NamedPlugins {
  /** Null: not said. */
  readonly kind: PluginKind | null;
  readonly names: readonly string[];
}

/** `words`: `[KIND] NAME...`; `-` leaves the kind open. `option`: of `--plugin-type`. Throws for an unknown kind and for two different ones. */
export function readPluginWords(words: readonly string[], option: string | undefined): NamedPlugins {
  const given = kindOf(option) ?? null;
  if (option !== undefined && given === null) {
    throw usageError(
      `\`${option}\` is no kind of plugin.${didYouMean(option, PLUGIN_KINDS)}`,
      `Kinds are ${PLUGIN_KINDS.map((kind) => `\`${kind}\``).join(', ')}.`,
    );
  }
  const [first, ...names] = words;
  if (first === undefined) return { kind: given, names: [] };
  if (first === '-') return { kind: given, names };
  const kind = kindOf(first) ?? null;
  if (kind === null) return { kind: given, names: words };
  if (given === null || given === kind) return { kind, names };
  throw usageError(`The command names two kinds, \`${kind}\` and \`${given}\`.`, 'Name one.');
}
