/** Tries maps on a file of Singer messages, as the Singer filter would map it. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { MessageMapper } from '../../maps/singer/message-mapper';
import { MeltemiError } from '../../model/errors';
import { compactExact, parseExact } from '../../model/exact-json';
import type { JsonObject, JsonValue } from '../../model/json';
import { usageError } from '../cli-error';
import type { RecordTrial, StreamTrial, Trial, TrialRequest, TrialStream } from './trial';

/**
 * Throws `ConfigInvalid` for maps that a stream cannot have, `RecordInvalid` for a line that is no message, `CliError` for a file
 * that cannot be read or has nothing to show.
 */
export async function* tryMessages(file: string, request: TrialRequest): AsyncGenerator<Trial> {
  let shown = false;
  try {
    for await (const trial of trialsIn(file, request)) {
      shown = true;
      yield trial;
    }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    throw usageError(`The file \`${file}\` cannot be read: ${code}.`, 'Give the path of a file of Singer messages.');
  }
  if (shown) return;
  const of = request.streams.length === 0 ? '' : ` of ${request.streams.map((name) => `\`${name}\``).join(', ')}`;
  throw usageError(`The file \`${file}\` has no SCHEMA and no RECORD${of}.`, 'Give a file such as a tap prints.');
}

async function* trialsIn(file: string, request: TrialRequest): AsyncGenerator<Trial> {
  const mappers = request.maps.map(({ config }) => new MessageMapper(config));
  const taken = new Map<string, number>();
  const isWanted = (stream: string): boolean => request.streams.length === 0 || request.streams.includes(stream);
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const message = messageOf(line);
    const stream = message?.['stream'];
    if (message === null || typeof stream !== 'string' || !isWanted(stream)) continue;
    if (message['type'] === 'SCHEMA') yield schemaTrial(message, mapped(mappers, line));
    if (message['type'] !== 'RECORD') continue;
    const number = (taken.get(stream) ?? 0) + 1;
    if (number > request.limit) {
      if (request.streams.length > 0 && request.streams.every((name) => (taken.get(name) ?? 0) >= request.limit))
        return;
      continue;
    }
    taken.set(stream, number);
    yield recordTrial(number, message, line, mappers);
  }
}

function schemaTrial(message: JsonObject, lines: readonly JsonObject[]): StreamTrial {
  return { kind: 'stream', before: streamOf(message), after: lines.map(streamOf) };
}

function recordTrial(
  number: number,
  message: JsonObject,
  line: string,
  mappers: readonly MessageMapper[],
): RecordTrial {
  const before = recordOf(message);
  try {
    return { kind: 'record', number, before, after: mapped(mappers, line).map(recordOf), failure: null };
  } catch (error) {
    if (!(error instanceof MeltemiError) || error.code !== 'MapFailed') throw error;
    return { kind: 'record', number, before, after: [], failure: error.reason };
  }
}

/** One line through all mappers. */
function mapped(mappers: readonly MessageMapper[], line: string): JsonObject[] {
  let lines = Buffer.from(`${line}\n`);
  for (const mapper of mappers) {
    const { bytes, error } = mapper.map(lines);
    if (error !== null) throw error.cause instanceof MeltemiError ? error.cause : error;
    lines = Buffer.from(bytes);
  }
  const messages: JsonObject[] = [];
  for (const text of lines.toString('utf8').split('\n')) {
    const message = messageOf(text);
    if (message !== null) messages.push(message);
  }
  return messages;
}

function streamOf(message: JsonObject): TrialStream {
  const { stream, schema, key_properties: keys } = message;
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
  return {
    name: typeof stream === 'string' ? stream : '',
    properties: Object.entries(properties).map(([name, property]) => ({
      name,
      schema: isObject(property) ? property : {},
    })),
    keyProperties: Array.isArray(keys) ? keys.filter((key): key is string => typeof key === 'string') : [],
  };
}

function recordOf({ stream, record }: JsonObject): { stream: string; record: string } {
  return { stream: typeof stream === 'string' ? stream : '', record: compactExact(record ?? null) };
}

/** Null for a line without content. Throws `RecordInvalid` for one that is no message. */
function messageOf(line: string): JsonObject | null {
  if (line.trim() === '') return null;
  try {
    const value = parseExact(line);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  throw new MeltemiError(
    'RecordInvalid',
    'A line of the file is not a Singer message: it is not a JSON object.',
    'Give a file of SCHEMA and RECORD messages, such as a tap prints.',
  );
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
