/** The records in the files of a BATCH message, one at a time and never all of them in memory. */
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { parseJson } from '../../model/lossless-json';
import { isMapping } from '../../model/state-document';
import { bytesFrom } from '../files/file-bytes';
import { batchFiles } from './batch-message';
import { parquetLines } from './parquet-lines';

export interface BatchReader {
  /** What relative paths start at, absolute. */
  readonly folder: string;
  /** Who printed the message, for errors: `` `tap-x` ``. */
  readonly who: string;
  readonly signal: AbortSignal;
}

/** As of a message: a line without an end must not fill the memory. */
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024;

/**
 * In the order of the manifest; numbers keep their digits. The files stay where they are: the tap made them, and another target may read
 * them. Throws `RecordInvalid` for a file that is not there or is no such file, `Unsupported`, and the signal's reason.
 */
export async function* batchRecords(
  message: JsonObject,
  reader: BatchReader,
): AsyncGenerator<JsonObject, void, undefined> {
  const { folder, who, signal } = reader;
  const { format, files } = batchFiles(message, folder, who);
  for (const path of files) {
    const pieces = format === 'parquet' ? parquetLines(path, signal) : textOf(path);
    let line = 0;
    try {
      for await (const text of linesOf(pieces)) {
        signal.throwIfAborted();
        line++;
        if (text.trim() !== '') yield recordOf(text);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw unreadable(path, line, who, error);
    }
  }
}

async function* textOf(path: string): AsyncGenerator<string, void, undefined> {
  const file = await open(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    for await (const bytes of bytesFrom(file, 0)) yield decoder.write(bytes);
    yield decoder.end();
  } finally {
    await file.close();
  }
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let begun: string[] = [];
  let characters = 0;
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      begun.push(piece.slice(start, end));
      yield begun.join('');
      begun = [];
      characters = 0;
      start = end + 1;
    }
    if (start < piece.length) begun.push(piece.slice(start));
    characters += piece.length - start;
    if (characters > MAX_LINE_CHARACTERS)
      throw new NoRecord(`more than ${String(MAX_LINE_CHARACTERS / 1024 / 1024)} MB in one line`, 1);
  }
  if (begun.length > 0) yield begun.join('');
}

class NoRecord extends Error {
  /** `ahead`: of the last line that was read whole. */
  constructor(
    message: string,
    readonly ahead = 0,
  ) {
    super(message);
  }
}

function recordOf(line: string): JsonObject {
  let value: JsonValue;
  try {
    value = parseJson(line);
  } catch {
    throw new NoRecord('a line that is no JSON'); // without what the line holds
  }
  if (isMapping(value)) return value;
  throw new NoRecord('a line that is no object');
}

function unreadable(path: string, line: number, who: string, cause: unknown): MeltemiError {
  if (cause instanceof MeltemiError) return cause;
  const why = cause instanceof NoRecord ? `${cause.message}, line ${String(line + cause.ahead)}` : String(cause);
  const what = `Reading \`${path}\`, a file of a BATCH message of ${who}: ${why}.`;
  const remedy = 'The tap has to write the file whole before it sends the message, where this worker can read it.';
  return new MeltemiError('RecordInvalid', what, remedy, { cause });
}
