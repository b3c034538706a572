/** The lines of a Singer program's output, one at a time: what is not asked for is not read, which holds up the program. */
import { MeltemiError } from '../../model/errors';
import type { RunningTap } from './tap-program';

/** A record with a document in it; a line without an end must not fill the memory. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Throws `RecordInvalid` for a line that is too long, and in place of a last line without an end what the program failed with: it was
 * killed while it wrote. `tap`: for errors.
 */
export async function* messageLines(
  { stdout, ended }: Pick<RunningTap, 'stdout' | 'ended'>,
  tap: string,
): AsyncGenerator<Buffer, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of untilBroken(stdout, ended)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const part = chunk.subarray(start, end);
      yield parts.length === 0 ? part : Buffer.concat([...parts, part]);
      parts = [];
      length = 0;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > MAX_LINE_BYTES) throw tooLong(tap);
  }
  if (length === 0) return;
  const failure = await ended;
  if (failure !== null) throw failure;
  yield Buffer.concat(parts);
}

/** A stream that breaks has been given up by whoever runs the program, and how that ended says why. */
async function* untilBroken(
  stdout: RunningTap['stdout'],
  ended: RunningTap['ended'],
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* stdout as AsyncIterable<Buffer>;
  } catch (error) {
    throw (await ended) ?? error;
  }
}

function tooLong(tap: string): MeltemiError {
  const megabytes = MAX_LINE_BYTES / 1024 / 1024;
  const reason = `\`${tap}\` printed a line of more than ${megabytes} MB.`;
  return new MeltemiError('RecordInvalid', reason, 'Leave the large property out with `select`.');
}
