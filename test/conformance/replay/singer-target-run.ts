/** One run of a target as a Singer program: recorded messages in, states out. */
import { Readable } from 'node:stream';
import { compactExact } from '../../../src/model/exact-json';
import { MeltemiError } from '../../../src/model/errors';
import type { JsonObject } from '../../../src/model/json';
import { pythonJson } from '../../../src/model/python-json';
import { runPipe } from '../../../src/cli/singer/target/run-pipe';
import { singerTargetFor } from '../../../src/targets/registry';

export interface TargetRun {
  readonly exit: number;
  /** Lines on stdout. */
  readonly states: readonly string[];
  readonly error: string | null;
}

/** `input`: messages read by `parseExact`. */
export async function runTarget(
  kind: { readonly name: string; readonly variant: string | null },
  settings: JsonObject,
  input: readonly JsonObject[],
): Promise<TargetRun> {
  const states: string[] = [];
  const plugin = { pluginName: kind.name, faultPoint: () => undefined, warn: () => undefined };
  try {
    await runPipe(singerTargetFor(kind)(settings, plugin), {
      pluginName: kind.name,
      settings,
      input: Readable.from(input.map((message) => Buffer.from(`${compactExact(message)}\n`))),
      output: {
        printState: async (value) => void states.push(pythonJson(value)),
        warn: () => undefined,
      },
      signal: new AbortController().signal,
    });
    return { exit: 0, states, error: null };
  } catch (error) {
    // What is no error of ours would be a trace in a terminal.
    if (error instanceof MeltemiError) return { exit: 1, states, error: error.message };
    throw error;
  }
}
