/** `add`, `remove`, `lock`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import type { Command } from 'commander';
import type * as addModule from '../commands/add';
import type * as lockModule from '../commands/lock';
import type * as removeModule from '../commands/remove';
import { examples, type ToAction } from './action';

const PLUGIN_TYPE = ['--plugin-type <kind>', 'kind of the plugins: extractor, loader, mapper, utility, ...'] as const;

export function addPluginEditCommands(program: Command, action: ToAction): void {
  addAdd(program, action);
  program
    .command('remove')
    .argument('<plugins...>', 'names, with the kind before them if they need one: `loader target-x`')
    .description('take plugins out of the project, with their lock files and environments')
    .option(...PLUGIN_TYPE)
    .addHelpText('after', examples([['remove tap-github', 'its entry, lock file and environment']]))
    .action(action(() => (require('../commands/remove') as typeof removeModule).removeCommand));
  program
    .command('lock')
    .argument('[plugins...]', 'names, or a kind such as `extractors`; all plugins by default')
    .description('keep the definitions of plugins in the project, under `plugins/`')
    .option(...PLUGIN_TYPE)
    .option('-u, --update', 'fetch definitions again that are locked already')
    .option('--all', 'all plugins, which is what happens without names')
    .addHelpText(
      'after',
      examples([
        ['lock', 'what is not locked yet'],
        ['lock --update tap-github', 'the newest definition of one plugin'],
      ]),
    )
    .action(action(() => (require('../commands/lock') as typeof lockModule).lockCommand));
}

function addAdd(program: Command, action: ToAction): void {
  const command = program
    .command('add')
    .argument('<plugins...>', 'names, with the kind before them if they need one: `utility dbt-postgres`')
    .description('add plugins to the project and install them')
    .option(...PLUGIN_TYPE)
    .option('--variant <name>', 'this variant instead of the default one')
    .option('--inherit-from <plugin>', 'take everything from this plugin that the new one does not say itself')
    .option('--as <name>', 'add the plugin under this name, inheriting from it')
    .option('--from-ref <file>', 'take the definition from a file or an address')
    .option('--python <interpreter>', 'Python of its environment: a version, a name or a path')
    .option('--install', 'install the plugins, which is what happens anyway')
    .option('--no-install', 'write the entries, install later')
    .option('--force-install', 'install again what is installed already')
    .option('--update', 'for the sake of scripts: an entry that is there is left as it is')
    .option('--no-update', 'the same');
  withCustomOptions(command)
    .addHelpText(
      'after',
      examples([
        ['add tap-postgres', 'a plugin of the hub, or one that Meltemi has'],
        ['add tap-postgres --as tap-shop', 'under another name'],
        ['add loader target-postgres--raw --inherit-from target-postgres', 'a variation of one in the project'],
        ['add --custom extractor tap-own --pip-url "-e plugins/custom/tap-own"', 'one of your own'],
      ]),
    )
    .action(action(() => (require('../commands/add') as typeof addModule).addCommand));
}

function withCustomOptions(command: Command): Command {
  return command
    .option('--custom', 'ask for what is to be known of a plugin without a definition')
    .option('--namespace <name>', 'with --custom: start of its variables')
    .option('--pip-url <requirement>', 'with --custom: what follows `pip install`; `n` for nothing')
    .option('--executable <program>', 'with --custom: the program to run')
    .option('--capabilities <list>', 'with --custom: catalog,discover,state,...')
    .option('--settings <list>', 'with --custom: name or name:kind, with commas between');
}
