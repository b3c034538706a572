/**
 * Where a page lies below the store's directory. Names come from projects and sources, so every part is made safe: a part
 * can neither leave its folder nor fall together with another part, on file systems that ignore case either.
 */
import { createHash } from 'node:crypto';
import type { PageAddress } from '../page-store';

/** Part of a path that stays as it is. No upper case: `Orders` and `orders` are one name on some file systems. */
const SAFE = /^[a-z0-9_-][a-z0-9._-]{0,99}$/;
/** What `safePart` may give; keys that come back in refs are checked against it. */
const PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}$/;
/** Characters kept of a changed name for people; file names end at 255 bytes on all common file systems. */
const KEPT_LENGTH = 80;

/** A name as a file name: itself when it is harmless, else its harmless characters and 12 hex digits of its SHA-256. */
function safePart(name: string): string {
  if (SAFE.test(name)) return name;
  const kept = name
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\./, '_')
    .slice(0, KEPT_LENGTH);
  return `${kept || '_'}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** The folder of a run. */
export function runParts(run: { project: string; stateId: string; runId: string }): readonly string[] {
  return [safePart(run.project), safePart(run.stateId), safePart(run.runId)];
}

/** The folder of a stream; pages that a mapper made of it (`<source stream>><output>`) lie in a folder inside. */
export function streamParts(stream: string): readonly string[] {
  const border = stream.indexOf('>');
  if (border < 0) return [safePart(stream)];
  return [safePart(stream.slice(0, border)), safePart(stream.slice(border))];
}

/** Page key without any uniqueness but that of `attempt`. */
export function pageKey(address: PageAddress): string {
  const name = `${address.seq}-${safePart(address.attempt)}`;
  return [...runParts(address), ...streamParts(address.stream), name].join('/');
}

/** The parts of a key; null when it is none that this store could have given. */
export function keyParts(key: string): readonly string[] | null {
  const parts = key.split('/');
  const ours = (parts.length === 5 || parts.length === 6) && parts.every((part) => PART.test(part));
  return ours ? parts : null;
}
