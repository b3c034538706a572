/** A native target as a Singer program: messages on stdin, states on stdout. */
import type { Readable } from 'node:stream';
import type { JsonObject } from '../../model/json';
import { pythonJson } from '../../model/python-json';
import { Redactor } from '../../model/redactor';
import { singerTargetFor } from '../../targets/registry';
import { EXIT, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { Interruption } from './interruption';
import { readSettingsFile } from './json-file';
import { runPipe } from './target/run-pipe';

export interface SingerTargetOptions {
  readonly config?: string;
  readonly variant?: string;
}

/** Ends with an error and without a further state when a message is wrong or the target fails; what was printed counts. */
export async function runSingerTarget(
  context: CommandContext,
  name: string,
  { config, variant }: SingerTargetOptions,
  input: Readable,
): Promise<ExitCode> {
  if (config === undefined) throw usageError(`\`${name}\` has no configuration.`, 'Give it with `--config FILE`.');
  const settings = await readSettingsFile(config);
  const redactor = new Redactor();
  redactor.add(secretsIn(settings));
  const warn = (message: string): void => printLines(context.stderr, [`warning: ${redactor.text(message)}`]);
  const plugin = { pluginName: name, faultPoint: () => undefined, warn };
  const side = singerTargetFor({ name, variant: variant ?? null })(settings, plugin);
  const interruption = new Interruption();
  try {
    await runPipe(side, {
      pluginName: name,
      settings,
      input,
      output: { printState: (value) => written(`${pythonJson(value)}\n`), warn },
      signal: interruption.signal,
    });
  } catch (error) {
    if (interruption.exitCode === null) throw error;
  } finally {
    interruption.release();
  }
  return interruption.exitCode ?? EXIT.ok;
}

/** No definition says here which settings are secret: all texts but short words. */
function secretsIn(settings: JsonObject): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) =>
    typeof value === 'string' && /password|secret|token|key|url/i.test(name) ? [value] : [],
  );
}

function written(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(line, (error) => (error ? reject(error) : resolve()));
  });
}
