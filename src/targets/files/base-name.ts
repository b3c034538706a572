/** Streams' names as parts of paths. */
import { createHash } from 'node:crypto';

/** File systems end at 255 bytes; a time stamp, a suffix and UTF-8 need their part. */
const MAX_NAME_LENGTH = 120;

/** A stream's name as the beginning of a file name. Names with path separators and the like get a fingerprint, so that they stay apart. */
export function baseName(name: string): string {
  const kept = name
    .replace(/[/\\:\u0000-\u001f]/g, '_')
    .replace(/^\./, '_')
    .slice(0, MAX_NAME_LENGTH);
  if (kept === name && kept !== '') return kept;
  return `${kept}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
