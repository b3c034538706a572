/** The program behind a plugin: what its entries say of executable, capabilities and commands, with inheritance. */
import type { PluginCommand, PluginEntry, PluginKind, ProgramEntry } from './entries';
import { environmentHome, pipUrlOf } from './environment-home';
import { configError } from './place';
import { asMapping, child, optionalText, type MappingTree, type Tree } from './tree';

export interface PluginProgram {
  /** A name to look up, or a path relative to the project. */
  readonly executable: string;
  /** What pip installs, as written; null: nothing is installed. */
  readonly pipUrl: string | null;
  /** Whose virtual environment holds it: a plugin of the same kind. */
  readonly home: { readonly kind: PluginKind; readonly name: string };
  readonly capabilities: ReadonlySet<string>;
  readonly commands: ReadonlyMap<string, PluginCommand>;
}

export const NO_PROGRAM: ProgramEntry = {
  executable: null,
  module: null,
  rest: null,
  capabilities: null,
  commands: new Map(),
};

export function readProgram(mapping: MappingTree, name: string): ProgramEntry {
  const capabilities = child(mapping, 'capabilities');
  const commands = child(mapping, 'commands');
  const rest = child(mapping, 'rest');
  return {
    executable: optionalText(mapping, 'executable', `\`executable\` of \`${name}\``),
    module: optionalText(mapping, 'module', `\`module\` of \`${name}\``),
    rest: rest === null ? null : asMapping(rest, `\`rest\` of \`${name}\``),
    capabilities:
      capabilities?.kind === 'list'
        ? capabilities.items.flatMap((item) => (item.kind === 'scalar' ? [String(item.value)] : []))
        : null,
    commands: commands === null ? new Map() : readCommands(commands, name),
  };
}

function readCommands(tree: Tree, plugin: string): ReadonlyMap<string, PluginCommand> {
  return new Map(
    [...asMapping(tree, `\`commands\` of \`${plugin}\``).entries].map(([name, { value }]) => [
      name,
      readCommand(value, `The command \`${plugin}:${name}\``),
    ]),
  );
}

function readCommand(tree: Tree, what: string): PluginCommand {
  const { place } = tree;
  if (tree.kind !== 'mapping') return { args: argsOf(tree, what), executable: null, description: null, place };
  const args = child(tree, 'args');
  return {
    args: args === null ? '' : argsOf(args, what),
    executable: optionalText(tree, 'executable', `\`executable\` of ${what}`),
    description: optionalText(tree, 'description', `\`description\` of ${what}`),
    place,
  };
}

function argsOf(tree: Tree, what: string): string {
  if (tree.kind === 'scalar') return String(tree.value ?? '');
  throw configError(tree.place, `${what} must be one text, got a ${tree.kind}.`, 'Write all words in one line.');
}

/** `chain`: the plugin, then what it inherits from. A child's commands stand beside its parents'; its other values replace theirs. */
export function programOf(chain: readonly [PluginEntry, ...PluginEntry[]]): PluginProgram {
  const [plugin] = chain;
  const first = <T>(pick: (entry: PluginEntry) => T | null): T | null =>
    chain.map(pick).find((value) => value !== null) ?? null;
  const pipUrl = pipUrlOf(chain)?.value ?? null;
  return {
    executable: first((entry) => entry.program.executable) ?? (chain[chain.length - 1] ?? plugin).name,
    pipUrl: pipUrl === null || pipUrl === '' ? null : String(pipUrl),
    home: { kind: plugin.kind, name: environmentHome(chain) },
    capabilities: new Set(first((entry) => entry.program.capabilities) ?? []),
    commands: new Map(chain.toReversed().flatMap((entry) => [...entry.program.commands])),
  };
}
