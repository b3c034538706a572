/** The messages that stand around the records of a native tap. */
import type { JsonObject } from '../../../model/json';
import type { Bookmark } from '../../../model/position';
import type { NativeStream } from './native-plan';

export interface NativeLife {
  /** Before everything. */
  start(): readonly JsonObject[];
  /** Before the records of a stream. */
  begin(stream: NativeStream): readonly JsonObject[];
  /** Where the stream begins; null at its beginning. */
  bookmark(stream: NativeStream): Bookmark | null;
  /** Version of the stream's records; null for none. */
  version(stream: NativeStream): number | null;
  /** Everything up to the bookmark was written. `isLast`: the stream is over, `finish` comes next. */
  moved(stream: NativeStream, bookmark: Bookmark, isLast: boolean): readonly JsonObject[];
  /** Behind the records of a stream. */
  finish(stream: NativeStream): readonly JsonObject[];
}
