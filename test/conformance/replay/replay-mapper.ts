/**
 * Replays the recorded cases of the real mapper through the Singer filter: the same messages go in, and what comes out must be the
 * same, in order, properties in order as well. Numbers count by their value, to the last digit.
 */
import { MessageMapper } from '../../../src/maps/singer/message-mapper';
import { MeltemiError } from '../../../src/model/errors';
import { compactExact, parseExact } from '../../../src/model/exact-json';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { show } from './differences';
import { isSame } from './same-json';

interface RecordedCase {
  readonly config: JsonObject;
  readonly input: readonly JsonObject[];
  readonly expect: { readonly messages: readonly JsonObject[]; readonly error?: JsonObject };
}

/** `recorded`: a case read by `parseExact`. */
export function replayMapper(recorded: unknown): readonly string[] {
  // The set's file has cases of this form; its README says so.
  const { config, input, expect } = recorded as RecordedCase;
  const { messages, error } = mapped(config, input);
  const differences: string[] = [];
  if (!sameMessages(expect.messages, messages)) differences.push(show(expect.messages, messages));
  if ((expect.error === undefined) !== (error === null)) {
    differences.push(`error: expected ${show(expect.error ?? null, error?.message ?? null)}`);
  }
  return differences;
}

function mapped(
  config: JsonObject,
  input: readonly JsonObject[],
): { messages: JsonValue[]; error: MeltemiError | null } {
  const lines = Buffer.from(input.map((message) => `${compactExact(message)}\n`).join(''));
  try {
    // The real mapper has no extensions: that a name is missing is part of the recordings.
    const strict = { ...(JSON.parse(compactExact(config)) as JsonObject), stream_map_strict: true };
    const { bytes, error } = new MessageMapper(strict).map(lines);
    const written = bytes.toString('utf8').split('\n').slice(0, -1);
    return { messages: written.map(parseExact), error };
  } catch (error) {
    if (error instanceof MeltemiError) return { messages: [], error };
    throw error;
  }
}

function sameMessages(expected: readonly JsonValue[], got: readonly JsonValue[]): boolean {
  return expected.length === got.length && expected.every((message, i) => isSame(message, got[i]));
}
