/**
 * The commands and their options. A command's own modules are loaded when it is called, so that `--help` and a mistyped
 * command answer at once and `meltemi run` loads nothing that only others need.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- `import()` would be a native one, which is slower and deaf to the test runner */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorLines, EXIT, exitCodeOf } from './cli-error';
import type { ExitCode } from './cli-error';
import { createContext, printLines } from './command-context';
import type { CommandContext, GlobalOptions } from './command-context';
import type * as demoModule from './commands/demo';
import type * as devModule from './commands/dev';
import type * as planModule from './commands/plan';
import type * as runModule from './commands/run';
import type * as runsModule from './commands/runs';
import type * as stateModule from './commands/state';
import type * as steerModule from './commands/steer';
import type * as workerModule from './commands/worker';

/** Runs the command line `args` (without `node` and the script) and answers its exit code; prints errors itself. */
export async function runProgram(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = createProgram((result) => (code = result));
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { debug, json } = program.opts<GlobalOptions>();
    const lines = errorLines(error, debug === true);
    printLines(process.stderr, json === true ? [JSON.stringify({ event: 'error', message: lines.join(' ') })] : lines);
    return exitCodeOf(error);
  }
}

type Action = (context: CommandContext, ...args: never[]) => Promise<ExitCode>;

export function createProgram(onResult: (code: ExitCode) => void): Command {
  const program = new Command('meltemi');
  program
    .description('Runs a Meltano project on Temporal: durable, exact under kill -9, near the speed of COPY.')
    .version(packageVersion(), '-V, --version')
    .option(
      '--environment <name>',
      'Meltano environment to run in; default: MELTANO_ENVIRONMENT, else the project says',
    )
    .option('--no-environment', 'run in no environment')
    .option('--cwd <folder>', 'run as if called in this folder')
    .option('--json', 'print JSON, one object per line')
    .option('--debug', 'print the stack with an error')
    .addOption(new Option('--log-format <format>', "form of a worker's log").choices(['text', 'json']))
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
  addSteeringCommands(program, action);
  addStateCommands(program, action);
  addServiceCommands(program, action);
  return program;
}

type ToAction = (load: () => Action) => (...given: unknown[]) => Promise<void>;

function addRunCommands(program: Command, action: ToAction): void {
  const withSelection = (command: Command): Command =>
    command
      .option('--full-refresh', 'ignore the state and read everything')
      .option('--select <stream>', 'only this stream; may be repeated', collect)
      .option('--state-id-suffix <suffix>', 'keep the state apart from that of other runs');
  withSelection(program.command('run <blocks...>'))
    .description('run a job, or a tap, mappings and a target: `meltemi run orders-pipeline`')
    .option('--detach', 'start the run and leave it')
    .option('--no-progress', 'print the receipt only')
    .action(action(() => (require('./commands/run') as typeof runModule).runCommand));
  withSelection(program.command('plan <blocks...>'))
    .description('say what a run would do, and change nothing')
    .action(action(() => (require('./commands/plan') as typeof planModule).planCommand));
  program
    .command('runs')
    .description('list the recent runs')
    .option('--limit <count>', 'how many', wholeNumber, 20)
    .action(action(() => (require('./commands/runs') as typeof runsModule).runsCommand));
}

function addSteeringCommands(program: Command, action: ToAction): void {
  const which = 'a workflow id, a job or a state id';
  const load = () => require('./commands/steer') as typeof steerModule;
  program
    .command('pause')
    .argument('<run>', which)
    .description('let a run stand still between pages until `resume`; survives restarts')
    .action(action(() => load().pauseCommand));
  program
    .command('resume')
    .argument('<run>', which)
    .description('let a paused run go on')
    .action(action(() => load().resumeCommand));
  program
    .command('cancel')
    .argument('<run>', which)
    .description('end a run after loading what is extracted; its bookmarks are kept')
    .action(action(() => load().cancelCommand));
}

function addStateCommands(program: Command, action: ToAction): void {
  const state = program.command('state').description('look at and edit the state that incremental runs start from');
  const load = () => require('./commands/state') as typeof stateModule;
  const force = ['--force', 'ask nothing, and edit even while a run uses the state'] as const;
  state
    .command('list')
    .description('list the state ids')
    .action(action(() => load().stateListCommand));
  state
    .command('get <state-id>')
    .description('print a state as JSON')
    .action(action(() => load().stateGetCommand));
  state
    .command('set <state-id> [json]')
    .description('replace a state with JSON of the form that `state get` prints')
    .option('--input-file <file>', 'read the JSON from a file; `-` for standard input')
    .option(...force)
    .action(action(() => load().stateSetCommand));
  state
    .command('clear <state-id>')
    .description('forget a state: the next run reads everything')
    .option(...force)
    .action(action(() => load().stateClearCommand));
}

function addServiceCommands(program: Command, action: ToAction): void {
  program
    .command('dev')
    .description('keep an embedded Temporal with its UI and a worker for this project running')
    .option('--port <port>', 'port of the Temporal server', wholeNumber)
    .option('--ui-port <port>', 'port of the Temporal UI', wholeNumber)
    .action(action(() => (require('./commands/dev') as typeof devModule).devCommand));
  program
    .command('worker')
    .description('join the Temporal of TEMPORAL_ADDRESS or temporal.toml as a worker for this project')
    .addOption(new Option('--dev-child').hideHelp())
    .action(action(() => (require('./commands/worker') as typeof workerModule).workerCommand));
  program
    .command('demo')
    .description('show it all on a small shop: databases, Temporal, a full and an incremental run')
    .option('--exit', 'end when done')
    .action(action(() => (require('./commands/demo') as typeof demoModule).demoCommand));
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function wholeNumber(value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function packageVersion(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
