/**
 * Files that are written aside and renamed when they are complete. A process that is killed leaves its own behind; so their names tell
 * who makes them, and whoever comes next deletes those of the dead.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDead, THIS_PROCESS } from './identity';

/** Milliseconds. Of a maker that cannot be asked from here nothing takes longer. */
const FOREIGN_AFTER_MS = 24 * 3_600_000;
const PLACE = createHash('sha256').update(THIS_PROCESS.place).digest('hex').slice(0, 12);
/** Place, process, its start, random digits, ending. */
const NAME = /^([0-9a-f]{12})-(\d+)-(\d*)-[0-9a-f-]{36}\.[a-z.]+$/;

/** A name that nobody else has. `ending`: lower-case letters and dots, without a dot in front. */
export function nameAside(ending: string): string {
  const { pid, startedAt } = THIS_PROCESS;
  return `${PLACE}-${String(pid)}-${startedAt}-${randomUUID()}.${ending}`;
}

/**
 * Deletes what dead processes left in a folder, and what is older than a day; a missing folder is fine. `ending`, with its dot: of the
 * names to look at; all when left out, where the folder holds nothing else.
 */
export async function removeLeftBehind(folder: string, ending = ''): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(ending)) continue;
    const path = join(folder, name);
    if (isOfTheDead(name) || (await isOld(path))) await rm(path, { force: true, recursive: true });
  }
}

function isOfTheDead(name: string): boolean {
  const [, place, pid, startedAt = ''] = NAME.exec(name) ?? [];
  return place === PLACE && isDead({ place: THIS_PROCESS.place, pid: Number(pid), startedAt });
}

async function isOld(path: string): Promise<boolean> {
  const entry = await stat(path).catch(() => null);
  return entry !== null && entry.mtimeMs < Date.now() - FOREIGN_AFTER_MS;
}
