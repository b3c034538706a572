/** `invoke`, `singer`, `select`, `test`, `el`: plugins as the programs that they are. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import { Option, type Command } from 'commander';
import type * as elModule from '../commands/el';
import type * as invokeModule from '../commands/invoke';
import type * as selectModule from '../commands/select';
import type * as singerModule from '../commands/singer';
import type * as testModule from '../commands/test';
import { KIND_CHOICES } from '../plugin-kinds';
import { collect, examples, wholeNumber, type ToAction } from './action';

/** `raw`: all that stands behind the plugin's name in `invoke` is the plugin's. */
export function addSingerCommands(program: Command, action: ToAction, raw: boolean): void {
  program
    .command('invoke <plugin> [args...]')
    .description('run one plugin, or `<plugin>:<command>`, with its configuration')
    .addOption(new Option('--dump <what>', 'print this instead of running the plugin').choices(['config', 'catalog']))
    .addOption(new Option('--plugin-type <kind>', 'kind of the plugin').choices(KIND_CHOICES))
    .option('--print-var <name>', 'print a variable of the plugin first; may be repeated', collect)
    .option('--list-commands', "list the plugin's commands")
    .option('--refresh-catalog', 'discover the catalog even when one is kept')
    .passThroughOptions(raw)
    .addHelpText(
      'after',
      examples([
        ['invoke --dump=config tap-postgres', 'the settings that it gets'],
        ['invoke tap-custom --discover', 'one plugin as a program'],
      ]),
    )
    .action(action(() => (require('../commands/invoke') as typeof invokeModule).invokeCommand));
  program
    .command('singer <plugin>')
    .description(
      'run a native tap or target, the mapper, or a tap written with the SDK, as a Singer program on stdin and stdout',
    )
    .option('--variant <name>', 'whose rules a native tap or target follows: names, types, states')
    .option('--config <file>', 'its settings: JSON or YAML; without it those of the plugin')
    .option('--catalog <file>', 'what the tap reads; without it everything')
    .option('--state <file>', 'where the tap goes on: the last STATE of the run before')
    .option('--discover', 'print the catalog of the tap and read nothing')
    .option('--input <file>', 'read the messages for the mapper or the target from this file and not from stdin')
    .addHelpText(
      'after',
      examples([
        ['singer meltano-map-transformer --config map.json --input in.jsonl | target-x', 'stream maps without Python'],
        [
          'singer target-postgres --variant transferwise --config pg.json --input in.jsonl',
          'a target behind any Singer tap',
        ],
        [
          'singer tap-postgres --config config.json --catalog catalog.json | target-x',
          'a native tap in any Singer pipe',
        ],
        ['singer ./tap.ts --config config.json --state state.json | target-x', 'a tap of your own in any Singer pipe'],
      ]),
    )
    .action(action(() => (require('../commands/singer') as typeof singerModule).singerCommand));
  program
    .command('select <tap> [stream] [property]')
    .description('show which streams and properties of a tap are read')
    .option('--list', 'list what is selected')
    .option('--all', 'list also what is not')
    .option('--exclude', 'take the pattern out of what is read')
    .addOption(new Option('--rm', 'delete the pattern from `select:`').conflicts('exclude'))
    .option('--remove', 'the same as --rm')
    .option('--clear', 'delete all patterns')
    .option('--refresh-catalog', 'discover the catalog even when one is kept')
    .addHelpText(
      'after',
      examples([
        ['select tap-postgres --list', 'what is read'],
        ['select tap-postgres public-orders id', 'read one more property'],
        ['select tap-postgres --exclude public-orders note', 'leave one out'],
      ]),
    )
    .action(action(() => (require('../commands/select') as typeof selectModule).selectCommand));
  program
    .command('test [plugins...]')
    .description(
      'run the tests of plugins: commands whose names start with `test`, and the standard checks of taps with a `module`',
    )
    .option('--all', 'of all plugins')
    .option('--limit <count>', 'records that the standard checks read of each stream', wholeNumber, 100)
    .option('--select <stream>', 'only this stream, of the standard checks; may be repeated', collect)
    .addHelpText(
      'after',
      examples([
        ['test --all', 'every test of every plugin'],
        ['test tap-custom', 'those of one'],
        ['test tap-custom:standard --limit 20', 'the standard checks alone'],
      ]),
    )
    .action(action(() => (require('../commands/test') as typeof testModule).testCommand));
  const load = () => (require('../commands/el') as typeof elModule).elCommand;
  elOptions(
    program.command('el <tap> <target>').description("run one tap and one target (Meltano's older form of `run`)"),
  )
    .addHelpText(
      'after',
      examples([
        ['el tap-custom target-custom --state-id nightly', 'with a state of its own'],
        ['el tap-custom target-custom --dump=catalog', 'the catalog that the tap would get'],
      ]),
    )
    .action(action(load));
  elOptions(program.command('elt <tap> <target>', { hidden: true }).description('the same, by its oldest name'))
    .addOption(new Option('--transform <when>').choices(['skip', 'run', 'only']))
    .action(action(load));
}

function elOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--dump <what>', 'show this and run nothing').choices([
        'catalog',
        'state',
        'extractor-config',
        'loader-config',
      ]),
    )
    .option('--dry', 'read the project and say what would run')
    .option('--state-id <id>', 'whose state; without it the run begins at the beginning')
    .option('--select <stream>', 'only this stream; may be repeated', collect)
    .option('--exclude <stream>', 'without this stream; may be repeated', collect)
    .option('--catalog <file>', 'a ready catalog, relative to the project')
    .option('--state <file>', 'a state file, relative to the project')
    .option('--full-refresh', 'ignore the state and read everything')
    .option('--refresh-catalog', 'discover the catalog even when one is kept')
    .option('-f, --force', 'cancel the run that holds the state id, wait for its end, and take its place');
}
