/** The commands and their options: one file per group in `declare/`. */
import { Command, CommanderError, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLines, EXIT, exitCodeOf } from './cli-error';
import type { ExitCode } from './cli-error';
import { createContext, printLines } from './command-context';
import type { GlobalOptions } from './command-context';
import type { Action } from './declare/action';
import { addCheckCommands } from './declare/check';
import { addCompletionCommands } from './declare/completion';
import { addPluginEditCommands } from './declare/edit-plugins';
import { addCreateCommands } from './declare/create';
import { addInspectCommands } from './declare/inspect';
import { addConfigCommands } from './declare/config';
import { addEnvironmentCommands, addJobCommands, addScheduleCommands } from './declare/jobs';
import { addMapCommands } from './declare/maps';
import { addPluginCommands } from './declare/plugins';
import { addRunCommands } from './declare/run';
import { addServerSchedules } from './declare/schedule-server';
import { addSingerCommands } from './declare/singer';
import { addServiceCommands } from './declare/services';
import { addStateCommands } from './declare/state';
import { addSteeringCommands } from './declare/steering';
import { createCommandLog, LOG_FORMATS, LOG_LEVELS } from './output/command-log';

/** Runs the command line `args` (without `node` and the script) and answers its exit code; prints errors itself. */
export async function runProgram(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = createProgram((result) => (code = result), { rawArguments: calls(args, 'invoke') });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    printError(error, program.opts<GlobalOptions>());
    return exitCodeOf(error);
  }
}

function printError(error: unknown, globals: GlobalOptions): void {
  const lines = errorLines(error, globals.debug === true);
  const { stderr, env } = process;
  if (globals.json === true) printLines(stderr, [JSON.stringify({ event: 'error', message: lines.join(' ') })]);
  // A wrong format is an error of its own, and this may be it.
  else if ((globals.logFormat ?? env['MELTANO_CLI_LOG_FORMAT']) === 'json') {
    createCommandLog(stderr, { format: 'json', level: 'error' }).log('error', lines.join('\n'));
  } else printLines(stderr, lines);
}

/** Options before the command that are followed by a value. */
const VALUE_OPTIONS: ReadonlySet<string> = new Set([
  '--environment',
  '--cwd',
  '--env-file',
  '--log-format',
  '--log-level',
]);

function calls(args: readonly string[], command: string): boolean {
  const first = args.find((word, index) => !word.startsWith('-') && !VALUE_OPTIONS.has(args[index - 1] ?? ''));
  return first === command;
}

interface ProgramOptions {
  /** What stands behind the command belongs to a plugin, not to Meltemi. */
  readonly rawArguments?: boolean;
}

export function createProgram(
  onResult: (code: ExitCode) => void,
  { rawArguments = false }: ProgramOptions = {},
): Command {
  const program = new Command('meltemi').enablePositionalOptions(rawArguments);
  program
    .description('Runs a Meltano project on Temporal: durable, exact under kill -9, near the speed of COPY.')
    .version(packageVersion(), '-V, --version')
    .option(
      '--environment <name>',
      'Meltano environment to run in; default: MELTANO_ENVIRONMENT, else the project says',
    )
    .option('--no-environment', 'run in no environment')
    .option('--cwd <folder>', 'run as if called in this folder')
    .option('--env-file <file>', 'take variables from this file instead of `.env`')
    .option('--json', 'print JSON, one object per line')
    .option('--debug', 'print the stack with an error')
    .addOption(
      new Option('--log-format <format>', 'form of the log on stderr; `json` and `key-value` are for programs').choices(
        LOG_FORMATS,
      ),
    )
    .addOption(new Option('--log-level <level>', 'write nothing less urgent to the log').choices(LOG_LEVELS))
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(`meltemi --help` lists the commands and options)')
    .exitOverride();
  // commander calls an action with the arguments, the command's options, and the command.
  const action = (load: () => Action) => {
    return async (...given: unknown[]): Promise<void> => {
      const args = given.slice(0, -1) as never[];
      onResult(await load()(createContext(program.opts<GlobalOptions>()), ...args));
    };
  };
  addRunCommands(program, action);
  addInspectCommands(program, action);
  addMapCommands(program, action);
  addCheckCommands(program, action);
  addSteeringCommands(program, action);
  addServerSchedules(program, action);
  addStateCommands(program, action);
  addPluginCommands(program, action);
  addPluginEditCommands(program, action);
  addCreateCommands(program, action);
  addServiceCommands(program, action);
  addConfigCommands(program, action);
  addEnvironmentCommands(program, action);
  addJobCommands(program, action);
  addScheduleCommands(program, action);
  addCompletionCommands(program, action);
  addSingerCommands(program, action, rawArguments);
  return program;
}

function packageVersion(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
