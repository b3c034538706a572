/**
 * Files that a plugin is given, such as its config with passwords: for the owner only, and gone when the plugin has ended. What a
 * killed process left behind is deleted by the next one; so a file's name tells who made it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDead, THIS_PROCESS } from '../systems/process/identity';

/** Long after every program has read its config: a file of another host is left alone until then. */
const FOREIGN_AFTER_MS = 24 * 3600 * 1000;
/** `tap.<place>-<process>-<start>.<uuid>.config.json`. */
const NAME = /^[a-z]+\.([0-9a-f]{12})-(\d+)-(\d*)\.[0-9a-f-]{36}\.[a-z.]+$/;
const PLACE = placeKey(THIS_PROCESS.place);

export class PrivateFiles {
  readonly #folder: string;
  readonly #made: string[] = [];

  /** `folder`: absolute; made when needed. Deletes what dead processes left there. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    sweep(folder);
  }

  /** `role`: `tap`; `ending`: `config.json`. Answers the file's path. */
  write(role: string, ending: string, text: string): string {
    const owner = `${PLACE}-${THIS_PROCESS.pid}-${THIS_PROCESS.startedAt}`;
    const path = join(this.#folder, `${role}.${owner}.${randomUUID()}.${ending}`);
    this.#made.push(path);
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
    // The mode above is cut by the umask only, never widened; a plugin may still have to replace its config (new tokens).
    chmodSync(path, 0o600);
    return path;
  }

  /** Deletes them all. Idempotent. */
  remove(): void {
    for (const path of this.#made.splice(0)) rmSync(path, { force: true });
  }
}

function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, place, pid, startedAt] = NAME.exec(name) ?? [];
    if (place === undefined || pid === undefined || startedAt === undefined) continue;
    const path = join(folder, name);
    const isStale =
      place === PLACE ? isDead({ place: THIS_PROCESS.place, pid: Number(pid), startedAt }) : isOlderThanADay(path);
    if (isStale) rmSync(path, { force: true });
  }
}

function isOlderThanADay(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > FOREIGN_AFTER_MS;
}

function placeKey(place: string): string {
  return createHash('sha256').update(place).digest('hex').slice(0, 12);
}
