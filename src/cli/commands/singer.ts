/** `meltemi singer <plugin>`: a native plugin as a Singer program on stdin and stdout, for any pipe. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { MessageMapper } from '../../maps/singer/message-mapper';
import { tellFaults } from '../../model/map-faults';
import { EXIT, failedError, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { mapLines } from '../singer/map-lines';
import { readMapperConfig } from '../singer/mapper-config';
import { runSingerTap } from '../singer/run-singer-tap';
import { runSingerTarget, type SingerTargetOptions } from '../singer/run-singer-target';
import type { SingerTapOptions } from '../singer/singer-tap-options';
import { isNativeTarget } from '../../targets/registry';

export interface SingerOptions extends SingerTapOptions, SingerTargetOptions {
  /** Of a mapper or a target. */
  readonly input?: string;
}

/** The mapper's names: Meltano Hub's, and that of its Python package. */
const MAPPERS: ReadonlySet<string> = new Set(['meltano-map-transformer', 'meltano-map-transform']);

export async function singerCommand(
  context: CommandContext,
  plugin: string,
  options: SingerOptions,
): Promise<ExitCode> {
  // Each write tells of its own error; an error that nobody listens to would end the process with a trace.
  process.stdout.on('error', () => undefined);
  try {
    if (MAPPERS.has(plugin)) return await runMapper(context, options);
    if (isNativeTarget(plugin)) return await runSingerTarget(context, plugin, options, openInput(options.input));
    return await runSingerTap(context, plugin, options);
  } catch (error) {
    throw streamError(error);
  }
}

async function runMapper(context: CommandContext, { config: file, input }: SingerOptions): Promise<ExitCode> {
  if (file === undefined) throw usageError('The mapper has no configuration.', 'Give it with `--config FILE`.');
  const { config, warnings } = await readMapperConfig(file);
  const mapper = new MessageMapper(config);
  printLines(
    context.stderr,
    warnings.map((warning) => `warning: ${warning}`),
  );
  await mapLines(openInput(input), process.stdout, mapper);
  if (mapper.faults !== null) printLines(context.stderr, [`warning: ${tellFaults(mapper.faults)}`]);
  return EXIT.ok;
}

function openInput(file: string | undefined): Readable {
  // Larger reads mean fewer turns; a pipe gives 64 KiB at most anyway.
  return file === undefined ? process.stdin : createReadStream(file, { highWaterMark: 1024 * 1024 });
}

function streamError(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE')
    return failedError('The program behind `meltemi singer` has closed its input.', 'Look at its own messages.', error);
  if (code !== undefined && path !== undefined)
    return failedError(`The input \`${path}\` cannot be read: ${code}.`, 'Give the path of a file.', error);
  return error;
}
