/** `meltemi demo`: the newcomer's first minute. */
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { runDemo } from '../demo';

export async function demoCommand(context: CommandContext, options: { readonly exit?: boolean }): Promise<ExitCode> {
  await runDemo(context, { exit: options.exit === true });
  return EXIT.ok;
}
