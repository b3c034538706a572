/** Errors about a place in a file. They hold no value of a record. */
import { MeltemiError } from '../../model/errors';
import type { TextEncoding } from '../../systems/files/text-encoding';

export function recordError(
  path: string,
  line: number,
  what: string,
  instruction: string,
  cause?: unknown,
): MeltemiError {
  return new MeltemiError('RecordInvalid', `\`${path}\`, line ${line}: ${what}`, instruction, { cause });
}

export function tooLong(path: string, line: number, characters: number): MeltemiError {
  const megabytes = Math.round(characters / 1024 / 1024);
  return recordError(
    path,
    line,
    `the record that begins here is longer than ${megabytes} MB.`,
    'Look for a quote that is never closed or for line ends that are none; `max_record_mb` allows longer records.',
  );
}

export function badText(path: string, line: number, encoding: TextEncoding): MeltemiError {
  return recordError(
    path,
    line,
    `the bytes are no text in ${encoding.name}.`,
    'Say with `encoding` what the file is written in.',
  );
}

export function changed(path: string): MeltemiError {
  return new MeltemiError(
    'SourceSchemaChanged',
    `The file \`${path}\` was changed while it was read.`,
    'Run again: it is read from its beginning. Write files elsewhere and rename them when they are whole.',
  );
}
