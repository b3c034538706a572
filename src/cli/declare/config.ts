/** `config ...`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import { Option, type Command } from 'commander';
import type * as configModule from '../commands/config';
import type * as configTestModule from '../commands/config-test';
import type * as editConfigModule from '../commands/edit-config';
import { KIND_CHOICES } from '../plugin-kinds';
import type { CommandContext } from '../command-context';
import { examples, type Action, type ToAction } from './action';

const STORES = ['auto', 'dotenv', 'meltano_environment', 'meltano_yml', 'db'];

export function addConfigCommands(program: Command, action: ToAction): void {
  const config = program
    .command('config')
    .description('look at and change the settings of a plugin, or of the project under the name `meltano`')
    .option('--safe', 'show `*****` for secrets (the default)')
    .option('--unsafe', 'show secrets')
    .addHelpText(
      'after',
      examples([
        ['config print tap-postgres--orders', 'what the plugin gets, secrets masked'],
        ['config explain tap-postgres--orders host', 'every layer that could set it, and why one wins'],
        ['config set tap-postgres port 5432', 'write it to the project, a secret to .env'],
        ['--environment prod config set tap-postgres host db', 'for one environment'],
        ['config print meltano', "the project's own settings"],
      ]),
    );
  // The choice stands in front of the sub-command as well as behind it.
  const withChoice = (load: () => Action): ReturnType<ToAction> =>
    action(() => {
      const run = load();
      return (context: CommandContext, ...given: never[]) => {
        Object.assign(given.at(-1) ?? {}, { unsafe: config.opts<{ unsafe?: boolean }>().unsafe === true });
        return run(context, ...given);
      };
    });
  const subcommand = (usage: string, description: string): Command =>
    config
      .command(usage)
      .description(description)
      .addOption(new Option('--plugin-type <kind>', 'kind of the plugin').choices(KIND_CHOICES));
  const store = (command: Command): Command =>
    command.addOption(new Option('--store <store>', 'where it is kept').choices(STORES).default('auto'));
  addReading(subcommand, withChoice);
  const load = () => require('../commands/edit-config') as typeof editConfigModule;
  store(subcommand('set <plugin> [words...]', 'set a setting: `config set tap-x host db.example`'))
    .option('--from-file <file>', 'read the value from a file; `-` for standard input')
    .action(withChoice(() => load().configSetCommand));
  store(subcommand('unset <plugin> <words...>', 'take a setting out')).action(
    withChoice(() => load().configUnsetCommand),
  );
  store(subcommand('reset <plugin>', 'take all settings of a plugin out'))
    .option('-y, --yes', 'do not ask')
    .action(withChoice(() => load().configResetCommand));
}

type Subcommand = (usage: string, description: string) => Command;

function addReading(subcommand: Subcommand, action: ToAction): void {
  const load = () => require('../commands/config') as typeof configModule;
  subcommand('print <plugin>', 'print the settings as the plugin gets them')
    .addOption(new Option('--format <format>', 'form of the output').choices(['json', 'env']).default('json'))
    .option('--extras', 'print the extras instead, such as `_select`')
    .action(action(() => load().configPrintCommand));
  subcommand('list <plugin>', 'list the settings with their variables and where their values come from')
    .option('--extras', 'list the extras instead')
    .option('--all', 'list also those that nobody set')
    .option('--filter <text>', 'only those with this text in their names')
    .action(action(() => load().configListCommand));
  subcommand('explain <plugin> [setting]', 'say of each setting what could set it, what does, and what becomes of it')
    .option('--extras', 'explain the extras instead')
    .action(action(() => load().configExplainCommand));
  subcommand('test <plugin>', 'start a tap with its settings: they are good when a first record comes').action(
    action(() => (require('../commands/config-test') as typeof configTestModule).configTestCommand),
  );
}
