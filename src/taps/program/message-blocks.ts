/** The output of a Singer program, some lines at a time: what is not asked for is not read, which holds up the program. */
import { MeltemiError } from '../../model/errors';
import type { RunningTap } from './tap-program';

/** A record with a document in it; a line without an end must not fill the memory. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Each block is one or more whole lines, with a newline between them and none at its end. Throws `RecordInvalid` for a line that is too
 * long, and in place of a last line without an end what the program failed with: it was killed while it wrote. `tap`: for errors.
 */
export async function* messageBlocks(
  { stdout, ended }: Pick<RunningTap, 'stdout' | 'ended'>,
  tap: string,
): AsyncGenerator<string, void, undefined> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of untilBroken(stdout, ended)) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end !== -1) {
      const whole = chunk.subarray(0, end);
      // Of the line that goes on over chunks, only that one may be longer than a chunk.
      if (length + chunk.indexOf(NEWLINE) > MAX_LINE_BYTES) throw tooLong(tap);
      yield (begun.length === 0 ? whole : Buffer.concat([...begun, whole])).toString('utf8');
      begun = [];
      length = 0;
    }
    if (end + 1 === chunk.length) continue;
    begun.push(chunk.subarray(end + 1));
    length += chunk.length - end - 1;
    if (length > MAX_LINE_BYTES) throw tooLong(tap);
  }
  if (length === 0) return;
  const failure = await ended;
  if (failure !== null) throw failure;
  yield Buffer.concat(begun).toString('utf8');
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
