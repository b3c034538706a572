/** Singer messages from one stream to another, through a mapper: nothing is read while what was written waits to be taken. */
import type { Readable, Writable } from 'node:stream';
import { MeltemiError } from '../../model/errors';
import { NEWLINE } from '../../pages/encoding/text';
import { RowSplitter } from '../../pages/encoding/row-splitter';
import type { MessageMapper } from '../../maps/singer/message-mapper';

/** A longer line is no record: it would fill the memory. Far above the largest value that PostgreSQL can hold as text in a record. */
const MAX_LINE_BYTES = 512 * 1024 * 1024;

/**
 * Resolves at the end of the input, with everything written. Throws `MapFailed`, `ConfigInvalid` and `RecordInvalid` behind the
 * messages that came before, and what the streams themselves say.
 */
export async function mapLines(input: Readable, output: Writable, mapper: MessageMapper): Promise<void> {
  const splitter = new RowSplitter();
  let pending = 0;
  for await (const chunk of input) {
    const bytes = chunk as Buffer;
    const last = bytes.lastIndexOf(NEWLINE);
    pending = last < 0 ? pending + bytes.length : bytes.length - last - 1;
    if (pending > MAX_LINE_BYTES) throw tooLong();
    for (const lines of splitter.push(bytes)) await mapBlock(lines, output, mapper);
  }
  // The last line may come without its end.
  if (pending > 0) for (const lines of splitter.push(Buffer.from('\n'))) await mapBlock(lines, output, mapper);
}

async function mapBlock(lines: Buffer, output: Writable, mapper: MessageMapper): Promise<void> {
  const { bytes, error } = mapper.map(lines);
  // The bytes are lent: they have to be gone before the next block.
  if (bytes.length > 0) await written(output, bytes);
  if (error !== null) throw error;
}

function written(output: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

function tooLong(): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `A line of the input is longer than ${MAX_LINE_BYTES} bytes.`,
    'Look at what the program before the mapper prints.',
  );
}
