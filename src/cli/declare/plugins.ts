/** `install`, `init`, `compile`, `upgrade`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import type { Command } from 'commander';
import type * as compileModule from '../commands/compile';
import type * as initModule from '../commands/init';
import type * as installModule from '../commands/install';
import type * as upgradeModule from '../commands/upgrade';
import { anyNumber, examples, wholeNumber, type ToAction } from './action';

const PLUGIN_TYPE = ['--plugin-type <kind>', 'kind of the plugins: extractor, loader, mapper, utility, ...'] as const;

export function addPluginCommands(program: Command, action: ToAction): void {
  addInstall(program, action);
  program
    .command('init [folder]')
    .description('make a project: environments, base plugins, an example pipeline')
    .option('-f, --force', 'write over the files of a project that is there')
    .option('--no-usage-stats', 'for the sake of scripts: Meltemi reports nothing to anybody')
    .addHelpText(
      'after',
      examples([
        ['init shop', 'a new project in the folder shop'],
        ['init .', 'in this folder'],
      ]),
    )
    .action(action(() => (require('../commands/init') as typeof initModule).initCommand));
  program
    .command('compile')
    .description('write the project as one JSON document per environment')
    .option('--directory <folder>', 'where to; default: `.meltano/manifests`')
    .option('--indent <spaces>', 'spaces per level, 0 for one line', anyNumber, 4)
    .option('--lint', 'for the sake of scripts: `meltemi validate` looks for mistakes')
    .option('--unsafe', 'show secrets')
    .addHelpText('after', examples([['--environment prod compile', 'the document of one environment']]))
    .action(action(() => (require('../commands/compile') as typeof compileModule).compileCommand));
  program
    .command('upgrade', { hidden: true })
    .description('say how Meltemi is upgraded')
    .action(action(() => (require('../commands/upgrade') as typeof upgradeModule).upgradeCommand));
}

function addInstall(program: Command, action: ToAction): void {
  program
    .command('install')
    .argument('[plugins...]', 'names, or a kind such as `extractors`; all plugins by default')
    .description('install plugins, each into a virtual environment of its own')
    .option(...PLUGIN_TYPE)
    .option('--clean', 'make each environment anew')
    .option('-f, --force', 'install again what is installed already')
    .option('-p, --parallelism <count>', 'how many at a time; default: as many as there are processors', wholeNumber)
    .option('--schedule <name>', "only the plugins of this schedule's job")
    .option('--include-native', 'install also what Meltemi runs itself, for use by Meltano')
    .addHelpText(
      'after',
      examples([
        ['install', 'what the project names and is not installed yet'],
        ['install tap-github', 'one plugin'],
        ['install extractors --clean', 'all taps, each environment made anew'],
      ]),
    )
    .action(action(() => (require('../commands/install') as typeof installModule).installCommand));
}
