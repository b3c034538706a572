/** `meltemi invoke`: one plugin with its configuration, as a program of its own; or what that program would be given. */
import { constants } from 'node:os';
import { MeltemiError } from '../../model/errors';
import type { OpenPlugin } from '../../processes/open-plugin';
import type { RunningProgram } from '../../processes/spawn-program';
import { catalogArguments, tapCatalog } from '../../processes/tap-catalog';
import type { PluginCommand } from '../../project/entries';
import { stringifyExact } from '../../model/exact-json';
import { EXIT, failedError, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { kindOf } from '../plugin-kinds';
import { commandCatalog } from '../singer/command-catalog';
import { isNative } from '../singer/native-taps';
import { forwardSignals } from '../singer/forward-signals';
import { openCommandPlugin, type CommandPlugin } from '../singer/open-command-plugin';

export interface InvokeOptions {
  readonly dump?: 'config' | 'catalog';
  readonly pluginType?: string;
  readonly printVar?: readonly string[];
  readonly listCommands?: boolean;
  readonly refreshCatalog?: boolean;
}

export async function invokeCommand(
  context: CommandContext,
  nameAndCommand: string,
  args: readonly string[],
  options: InvokeOptions,
): Promise<ExitCode> {
  const [name = '', command, ...rest] = nameAndCommand.split(':');
  if (rest.length > 0) throw usageError(`\`${nameAndCommand}\` names no command.`, 'Write `<plugin>:<command>`.');
  const project = await loadProject(context);
  const ref = project.findPlugin(name, kindOf(options.pluginType));
  if (options.listCommands === true) {
    const { commands } = project.resolvePlugin(ref.kind, ref.name).program;
    printLines(context.stdout, commandLines(ref.name, commands));
    return EXIT.ok;
  }
  const plugin = openCommandPlugin(context, project, ref);
  try {
    printLines(context.stdout, variableLines(plugin.open, options.printVar ?? []));
    if (options.dump === undefined) return await run(context, plugin, { command, args, options });
    printLines(context.stdout, [await dump(plugin, options.dump, options.refreshCatalog === true)]);
    return EXIT.ok;
  } finally {
    plugin.open.close();
  }
}

/** `util:hello  what it does`, names padded to one width. */
function commandLines(plugin: string, commands: ReadonlyMap<string, PluginCommand>): readonly string[] {
  const names = [...commands.keys()].map((name) => `${plugin}:${name}`);
  const width = Math.max(0, ...names.map((name) => name.length)) + 2;
  if (names.length === 0) return [`The plugin \`${plugin}\` has no commands.`];
  return [...commands].map(([name, { description }]) => `${`${plugin}:${name}`.padEnd(width)}${description ?? ''}`);
}

/** Meltano's form, `None` for what is not set. They are asked for by name, so they are not masked. */
function variableLines({ env }: OpenPlugin, names: readonly string[]): readonly string[] {
  return names.map((name) => `${name}=${env[name] ?? 'None'}`);
}

async function dump(plugin: CommandPlugin, what: 'config' | 'catalog', refresh: boolean): Promise<string> {
  const { kind, name, settings } = plugin.open.plugin;
  if (what === 'config') return stringifyExact(settings);
  if (kind !== 'extractors') throw usageError(`\`${name}\` is no tap, so it has no catalog.`, 'Name an extractor.');
  return stringifyExact(await commandCatalog(plugin, { refresh, signal: new AbortController().signal }));
}

interface Invocation {
  readonly command: string | undefined;
  readonly args: readonly string[];
  readonly options: InvokeOptions;
}

async function run(context: CommandContext, plugin: CommandPlugin, invocation: Invocation): Promise<ExitCode> {
  const { stderr } = context;
  // At a terminal, it is the terminal that sends Ctrl-C, and only to its own group.
  const sharesTerminal = process.stdin.isTTY === true;
  const program = await start(plugin, invocation, {
    stdin: 'inherit',
    stdout: 'inherit',
    // A program on a terminal may draw; what goes to a log is masked line by line.
    stderr: stderr.isTTY === true ? 'inherit' : (line: string) => printLines(stderr, [line]),
    ownGroup: !sharesTerminal,
  }).catch((error: unknown) => {
    throw explainNative(plugin.open, error);
  });
  const restore = forwardSignals(program, sharesTerminal);
  const { exitCode, signal } = await program.ended.finally(restore);
  // A shell's rule for programs that a signal ended.
  return exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

async function start(
  { open, say }: CommandPlugin,
  { command, args, options }: Invocation,
  channels: Parameters<OpenPlugin['spawn']>[1],
): Promise<RunningProgram> {
  if (command !== undefined) return open.spawnCommand(command, args, channels);
  const config = open.configArguments();
  // A tap that is told what to do (`--discover`, `--about`) is no sync, so it needs no catalog.
  if (open.plugin.kind !== 'extractors' || args.length > 0) return open.spawn([...config, ...args], channels);
  const catalog = await tapCatalog(open, { refresh: options.refreshCatalog === true, warn: say });
  return open.spawn([...config, ...catalogArguments(open, catalog, say)], channels);
}

function explainNative(open: OpenPlugin, error: unknown): unknown {
  if (!(error instanceof MeltemiError) || error.code !== 'PluginMissing' || !isNative(open.plugin)) return error;
  return failedError(
    `\`${open.plugin.name}\` is built into Meltemi, and no program of that name is installed beside it.`,
    'Run it with `meltemi run`, or look at it with `meltemi invoke --dump=catalog`.',
    error,
  );
}
