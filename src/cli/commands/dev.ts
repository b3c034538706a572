/** `meltemi dev`: an embedded Temporal with its UI and a worker for the project, until Ctrl-C. */
import { EXIT } from '../cli-error';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { startDev } from '../dev';
import { untilSignal } from './until-signal';

export interface DevCommandOptions {
  readonly port?: number;
  readonly uiPort?: number;
}

export async function devCommand(context: CommandContext, options: DevCommandOptions): Promise<ExitCode> {
  const { env, stderr } = context;
  const say = (line: string): void => void stderr.write(`${line}\n`);
  const dev = await startDev({ projectRoot: context.projectRoot(), environment: env, onLine: say, ...options });
  say('Ready. `meltemi run JOB` in another terminal uses this; Ctrl-C ends it, and runs keep their place.');
  await untilSignal();
  say('Ending ...');
  await dev.stop();
  return EXIT.ok;
}
