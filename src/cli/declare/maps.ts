/** `map try`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import type { Command } from 'commander';
import type * as mapTryModule from '../commands/map-try';
import { collect, examples, wholeNumber, type ToAction } from './action';

export function addMapCommands(program: Command, action: ToAction): void {
  const map = program.command('map').description('stream maps');
  map
    .command('try')
    .argument('[mappings...]')
    .description('show records before and behind stream maps, and the outgoing schema; write nothing')
    .option('--tap <tap>', 'take the first records of this tap')
    .option('--input <file>', 'take the records from a file of Singer messages')
    .option('--config <file>', 'settings of a mapper that is not in the project: JSON or YAML')
    .option('--stream <name>', 'only this stream; may be repeated', collect)
    .option(
      '--set <property=expression>',
      'set one more property; without an expression it is removed; may be repeated',
      collect,
    )
    .option('--filter <expression>', 'leave out the records for which this is not true')
    .option('--limit <count>', 'records of each stream', wholeNumber, 5)
    .addHelpText(
      'after',
      examples([
        ['map try mask-emails --tap tap-postgres --stream public-users', 'a mapping of the project'],
        [
          "map try --input users.jsonl --set 'email=md5(email)' --set phone=",
          'an expression, before it is written anywhere',
        ],
        ['map try --input users.jsonl --config map.json --limit 1', 'the settings of a mapper'],
      ]),
    )
    .action(action(() => (require('../commands/map-try') as typeof mapTryModule).mapTryCommand));
}
