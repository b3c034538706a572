/** The place of a reading among the files of a stream, and what of it a run keeps. */
import { MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import type { Position } from '../../model/position';
import type { FileIdentity } from '../../systems/files/identity';

export type FilePlace =
  /** Between files: the next one is the first behind `after`; null: behind none. */
  | { readonly after: string | null }
  | {
      readonly path: string;
      /** Bytes of the content. */
      readonly offset: number;
      /** Number of the line there. */
      readonly line: number;
      readonly identity: FileIdentity;
    };

export function placeOf(position: Exclude<Position, { kind: 'end' }>, stream: string): FilePlace {
  if (position.kind === 'start') return { after: null };
  const cursor = position.cursor;
  if (isPlace(cursor)) return cursor;
  throw new MeltemiError(
    'SourceSchemaChanged',
    `The place at which reading \`${stream}\` stopped is none of a tap for files.`,
    'Run the job again: it reads from the beginning.',
  );
}

export function cursorOf(place: FilePlace): JsonValue {
  return 'path' in place ? { ...place, identity: { ...place.identity } } : { ...place };
}

function isPlace(cursor: JsonValue): cursor is JsonValue & FilePlace {
  if (typeof cursor !== 'object' || cursor === null || Array.isArray(cursor)) return false;
  return 'after' in cursor || ('path' in cursor && 'offset' in cursor && 'line' in cursor && 'identity' in cursor);
}
