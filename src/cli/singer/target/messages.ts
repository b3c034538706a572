/** Lines of a Singer stream → messages. */
import type { Readable } from 'node:stream';
import { MeltemiError } from '../../../model/errors';
import type { JsonObject, JsonValue } from '../../../model/json';
import { parseJson } from '../../../model/lossless-json';
import { NEWLINE } from '../../../pages/encoding/text';
import { RowSplitter } from '../../../pages/encoding/row-splitter';
import { batchRecords } from '../../../systems/batch-files/read-batch';
import type { SingerMessage } from '../../../targets/singer-target';

/** A longer line is no record: it would fill the memory. Node's longest string is a little longer than that. */
const MAX_LINE_BYTES = 512 * 1024 * 1024;

/** Files that hold records of a stream. */
interface BatchMessage {
  readonly type: 'BATCH';
  readonly stream: string;
  readonly message: JsonObject;
}

/**
 * Blocks of whole lines; `lines` gets each before its messages come, to map them. The records of a BATCH message come as RECORD messages.
 * Throws `RecordInvalid` naming the line.
 */
export async function* readMessages(
  input: Readable,
  mapped: (lines: Buffer) => Buffer,
  signal: AbortSignal,
): AsyncGenerator<SingerMessage, void, void> {
  for await (const message of plainMessages(input, mapped)) {
    if (message.type !== 'BATCH') yield message;
    else yield* recordsOf(message, signal);
  }
}

async function* recordsOf(
  { stream, message }: BatchMessage,
  signal: AbortSignal,
): AsyncGenerator<SingerMessage, void, void> {
  const reader = { folder: process.cwd(), who: 'The tap', signal };
  for await (const record of batchRecords(message, reader))
    yield { type: 'RECORD', stream, record, version: null, timeExtracted: null };
}

async function* plainMessages(
  input: Readable,
  mapped: (lines: Buffer) => Buffer,
): AsyncGenerator<SingerMessage | BatchMessage, void, void> {
  const splitter = new RowSplitter();
  const counter = { line: 0 };
  let pending = 0;
  for await (const chunk of input) {
    const bytes = chunk as Buffer;
    const last = bytes.lastIndexOf(NEWLINE);
    pending = last < 0 ? pending + bytes.length : bytes.length - last - 1;
    if (pending > MAX_LINE_BYTES) throw tooLong();
    for (const lines of splitter.push(bytes)) yield* messagesOf(mapped(lines), counter);
  }
  // The last line may come without its end; half a line is told by its JSON.
  if (pending > 0) for (const lines of splitter.push(Buffer.from('\n'))) yield* messagesOf(mapped(lines), counter);
}

function* messagesOf(lines: Buffer, counter: { line: number }): Generator<SingerMessage | BatchMessage, void, void> {
  for (let start = 0; start < lines.length;) {
    const newline = lines.indexOf(NEWLINE, start);
    const end = newline < 0 ? lines.length : newline;
    counter.line++;
    const text = lines.toString('utf8', start, end).trim();
    if (text !== '') yield messageOf(text, counter.line);
    start = end + 1;
  }
}

function messageOf(text: string, line: number): SingerMessage | BatchMessage {
  const message = parsed(text, line);
  const type = message['type'];
  switch (type) {
    case 'RECORD':
      return {
        type,
        stream: textAt(message, 'stream', line),
        record: objectAt(message, 'record', line),
        version: message['version'] ?? null,
        timeExtracted: typeof message['time_extracted'] === 'string' ? message['time_extracted'] : null,
      };
    case 'SCHEMA':
      return {
        type,
        stream: textAt(message, 'stream', line),
        schema: objectAt(message, 'schema', line),
        keyProperties: keysOf(message['key_properties']),
      };
    case 'STATE':
      if (message['value'] === undefined) throw incomplete(message, 'value', line);
      return { type, value: message['value'] };
    case 'ACTIVATE_VERSION':
      return { type, stream: textAt(message, 'stream', line), version: message['version'] ?? null };
    case 'BATCH':
      return { type, stream: textAt(message, 'stream', line), message };
    default:
      throw new MeltemiError(
        'RecordInvalid',
        typeof type === 'string'
          ? `Line ${line} of the input is a message of type \`${type.slice(0, 40)}\`, which is not known here.`
          : `Line ${line} of the input has no \`type\`.`,
        'Targets take SCHEMA, RECORD, BATCH, STATE and ACTIVATE_VERSION.',
      );
  }
}

function parsed(text: string, line: number): JsonObject {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch (cause) {
    throw new MeltemiError(
      'RecordInvalid',
      `Line ${line} of the input is no JSON.`,
      'If it is half a line, the tap has died: look at what it says. Nothing behind the last printed state counts as loaded.',
      { cause },
    );
  }
  if (isObject(value)) return value;
  throw new MeltemiError(
    'RecordInvalid',
    `Line ${line} of the input is no JSON object.`,
    'Send the messages of a Singer tap.',
  );
}

function textAt(message: JsonObject, member: string, line: number): string {
  const value = message[member];
  if (typeof value === 'string') return value;
  throw incomplete(message, member, line);
}

function objectAt(message: JsonObject, member: string, line: number): JsonObject {
  const value = message[member];
  if (isObject(value)) return value;
  throw incomplete(message, member, line);
}

function keysOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((key): key is string => typeof key === 'string') : [];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function incomplete({ type }: JsonObject, member: string, line: number): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `Line ${line} of the input is a ${typeof type === 'string' ? type : ''} message without \`${member}\`.`,
    'Look at what the tap prints.',
  );
}

function tooLong(): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `A line of the input is longer than ${MAX_LINE_BYTES} bytes.`,
    'Look at what the program before the target prints.',
  );
}
