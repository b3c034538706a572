/** Tries maps on the first records of a tap, page line by page line, as a run would map them. */
import { compileStreamMaps } from '../../maps/compile-stream-map';
import { MeltemiError } from '../../model/errors';
import type { StreamSchema } from '../../model/stream';
import { NEWLINE } from '../../pages/encoding/text';
import type { SelectedStream, Tap } from '../../taps/tap';
import { firstRecords } from '../preview/first-records';
import { jsonLines } from '../preview/json-of-lines';
import type { Trial, TrialRecord, TrialRequest, TrialStream } from './trial';

/** Throws `ConfigInvalid` for maps that a stream cannot have, and what the source says. */
export async function* tryTap(
  tap: Tap,
  streams: readonly SelectedStream[],
  request: TrialRequest,
  signal: AbortSignal,
): AsyncGenerator<Trial> {
  for (const stream of streams) {
    const { outputs } = compileStreamMaps(request.maps, { name: stream.name, schema: stream.schema });
    yield {
      kind: 'stream',
      before: shown(stream.name, stream.schema),
      after: outputs.map(({ name, schema }) => shown(name, schema)),
    };
    const page = await firstRecords(tap, stream, request.limit, signal);
    const lines = linesIn(Buffer.concat(page.chunks)).slice(0, request.limit);
    for (const [index, line] of lines.entries()) {
      const [before = '{}'] = jsonLines([line], stream.schema, 1);
      const after: TrialRecord[] = [];
      let failure: string | null = null;
      try {
        for (const output of outputs) {
          const mapped = Buffer.from(output.mapRows(line, index + 1).bytes);
          after.push(...jsonLines([mapped], output.schema, 1).map((record) => ({ stream: output.name, record })));
        }
      } catch (error) {
        if (!(error instanceof MeltemiError) || error.code !== 'MapFailed') throw error;
        failure = error.reason;
      }
      yield {
        kind: 'record',
        number: index + 1,
        before: { stream: stream.name, record: before },
        after: failure === null ? after : [],
        failure,
      };
    }
  }
}

function shown(name: string, { columns, keyProperties }: StreamSchema): TrialStream {
  return { name, properties: columns.map((column) => ({ name: column.name, schema: column.schema })), keyProperties };
}

/** Each with its newline. */
function linesIn(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) break;
    lines.push(bytes.subarray(start, end + 1));
    start = end + 1;
  }
  return lines;
}
