/** `create ...`. */
/* eslint-disable @typescript-eslint/no-require-imports -- a command's modules are loaded when it is called (see `action.ts`) */
import { Option, type Command } from 'commander';
import type * as createPipelineModule from '../commands/create-pipeline';
import type * as createRestModule from '../commands/create-rest';
import type * as createTapModule from '../commands/create-tap';
import { AUTHS, PAGINATIONS } from '../create/tap-choices';
import { examples, type ToAction } from './action';

export function addCreateCommands(program: Command, action: ToAction): void {
  const create = program.command('create').description('write a new tap or pipeline to start from');
  withTapOptions(create.command('tap [name]'))
    .description('write a tap for a REST API, in TypeScript, and add it to the project; asks for what is not given')
    .addHelpText(
      'after',
      examples([
        ['create tap', 'asks'],
        ['create tap shop --url https://api.example.com/v1 --auth bearer --pagination page --yes', 'asks nothing'],
      ]),
    )
    .action(action(() => (require('../commands/create-tap') as typeof createTapModule).createTapCommand));
  withTapOptions(create.command('rest [name]'))
    .description('write a tap for a REST API without code, as one YAML file of the project; asks for what is not given')
    .addHelpText(
      'after',
      examples([
        ['create rest', 'asks'],
        ['create rest shop --url https://api.example.com/v1 --auth bearer --pagination page --yes', 'asks nothing'],
      ]),
    )
    .action(action(() => (require('../commands/create-rest') as typeof createRestModule).createRestCommand));
  create
    .command('pipeline <name>')
    .description('write a pipeline: a tap, a mapper and a target that inherit from those of the project, and a job')
    .option('--tap <tap>', 'inherit from this extractor; default: the first that inherits from none')
    .option('--mapper <mapper>', 'inherit from this mapper; default: the first for stream maps, if there is one')
    .option('--target <target>', 'inherit from this loader; default: the first that inherits from none')
    .addHelpText(
      'after',
      examples([
        ['create pipeline orders', 'in pipelines/orders/orders.yml'],
        ['create pipeline users --tap tap-shop --target target-jsonl', 'of these plugins'],
      ]),
    )
    .action(
      action(() => (require('../commands/create-pipeline') as typeof createPipelineModule).createPipelineCommand),
    );
}

/** What is asked about a new tap, whatever it is written in. */
function withTapOptions(command: Command): Command {
  return command
    .option('--name <name>', 'the same as the argument: `shop` makes `tap-shop`')
    .option('--url <url>', 'what the URLs of the API begin with')
    .addOption(new Option('--auth <kind>', 'how requests are authorized').choices(AUTHS))
    .addOption(new Option('--pagination <kind>', 'how the next page is asked for').choices(PAGINATIONS))
    .option('--stream <name>', 'the first stream; default: users')
    .option('-y, --yes', 'ask nothing, take the defaults');
}
