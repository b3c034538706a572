/** What the bytes of a text column say by themselves, without being made a text. */
import { BACKSLASH, isNull } from '../../pages/encoding/text';

/** Whether the field is `text`, which has no backslash; null where an escape may stand for a part of it. */
export function fieldIs(buffer: Buffer, start: number, end: number, text: Buffer): boolean | null {
  let same = end - start === text.length;
  for (let at = start; at < end; at++) {
    const byte = buffer[at];
    if (byte === BACKSLASH) return isNull(buffer, start, end) ? false : null;
    if (byte !== text[at - start]) same = false;
  }
  return same;
}

/** Whether there is a text, and not an empty one. */
export function fieldIsTrue(buffer: Buffer, start: number, end: number): boolean {
  return end > start && !isNull(buffer, start, end);
}

/** Whether the bytes are the text as they are: no null, which is `\N`, and no escape. */
export function fieldIsPlain(buffer: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (buffer[at] === BACKSLASH) return false;
  return true;
}
