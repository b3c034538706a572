/** Messages of a Singer tap into a target: maps them by the target's own settings, and prints the states that are loaded. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { addAbortSignal } from 'node:stream';
import type { JsonObject } from '../../../model/json';
import { MessageMapper } from '../../../maps/singer/message-mapper';
import type { SingerOutput, SingerSink, SingerTarget } from '../../../targets/singer-target';
import { BatchSink } from './batch-sink';
import { readMessages } from './messages';
import { PLAIN_RULES } from './plain-rules';
import { openTemporaryPages } from './temporary-pages';

export interface PipeOptions {
  /** Also the name that the target's own bookkeeping goes by. */
  readonly pluginName: string;
  readonly settings: JsonObject;
  readonly input: Readable;
  readonly output: SingerOutput;
  readonly signal: AbortSignal;
}

/** Throws what the target and the messages say; states that were printed count all the same. */
export async function runPipe(side: SingerTarget, options: PipeOptions): Promise<void> {
  const { settings, input, output, signal } = options;
  const mapped = mapperOf(side.mapSettings);
  if (side.kind === 'sink') return take(side.sink(output), input, mapped, signal);
  const parent = settings['temp_dir'];
  const pages = await openTemporaryPages(typeof parent === 'string' && parent !== '' ? parent : null);
  try {
    const { target } = side;
    const run = { target, pages: pages.store, runId: randomUUID(), stateId: `singer:${options.pluginName}`, signal };
    await take(new BatchSink(run, side.rules ?? PLAIN_RULES, output), input, mapped, signal);
  } finally {
    await Promise.all([side.target.close(), pages.remove()]);
  }
}

async function take(
  sink: SingerSink,
  input: Readable,
  mapped: (lines: Buffer) => Buffer,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const message of readMessages(addAbortSignal(signal, input), mapped, signal)) {
      switch (message.type) {
        case 'RECORD':
          await sink.record(message);
          break;
        case 'SCHEMA':
          await sink.schema(message);
          break;
        case 'STATE':
          await sink.state(message);
          break;
        case 'ACTIVATE_VERSION':
          await sink.activateVersion(message);
      }
    }
    await sink.end();
  } finally {
    await sink.close();
  }
}

/** The maps in the target's settings, as the Singer SDK has them; without any, lines are as they came. */
function mapperOf(settings: JsonObject): (lines: Buffer) => Buffer {
  const { stream_maps: maps = null, flattening_enabled: flattens = null } = settings;
  if (maps === null && flattens !== true) return (lines) => lines;
  const mapper = new MessageMapper(settings, undefined, false);
  return (lines) => {
    const { bytes, error } = mapper.map(lines);
    if (error !== null) throw error;
    return bytes;
  };
}
