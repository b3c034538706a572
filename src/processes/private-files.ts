/**
 * Files that a plugin is given, such as its config with passwords: for the owner only, and gone when the plugin has ended. What a
 * killed process left behind is deleted by the next one; so the UUID in a file's name tells who made it.
 */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDead, THIS_PROCESS } from '../systems/process/identity';

/** Long after every program has read its config: a file of another host is left alone until then. */
const FOREIGN_AFTER_MS = 24 * 3600 * 1000;
/** `tap.<uuid>.config.json`, as Meltano names them. The digits of the UUID: place (10), process (6), its start (10), a count (4). */
const NAME = /^[a-z]+\.([0-9a-f-]{36})\.[a-z.]+$/;
/** A UUID whose content its maker defines (RFC 9562, version 8) has these two digits given. */
const UUID = /^(.{8})-(.{4})-8(.{3})-8(.{3})-(.{12})$/;
const DIGITS = /^(.{10})(.{6})(.{10})(.{4})$/;
const PLACE = placeKey(THIS_PROCESS.place);
/** Of this process's files; a name that is taken is passed over. */
let made = 0;

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
    const path = this.#writeNew(role, ending, text);
    this.#made.push(path);
    // The mode above is cut by the umask only, never widened; a plugin may still have to replace its config (new tokens).
    chmodSync(path, 0o600);
    return path;
  }

  #writeNew(role: string, ending: string, text: string): string {
    const path = join(this.#folder, `${role}.${ownUuid(made++ % 0x10000)}.${ending}`);
    try {
      writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return this.#writeNew(role, ending, text);
    }
  }

  /** Deletes them all. Idempotent. */
  remove(): void {
    for (const path of this.#made.splice(0)) rmSync(path, { force: true });
  }
}

function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const maker = makerOf(name);
    if (maker === null) continue;
    const path = join(folder, name);
    const { place, pid, startedAt } = maker;
    const isStale = place === PLACE ? isDead({ place: THIS_PROCESS.place, pid, startedAt }) : isOlderThanADay(path);
    if (isStale) rmSync(path, { force: true });
  }
}

function ownUuid(count: number): string {
  const { pid, startedAt } = THIS_PROCESS;
  const [start, own, nth] = [hex(Number(startedAt), 10), hex(pid, 6), hex(count, 4)];
  const digits = `${PLACE}${own}${start}${nth}`;
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(12, 15)}`, `8${digits.slice(15, 18)}`];
  return [...parts, digits.slice(18)].join('-');
}

/** Null: not one of our files. */
function makerOf(name: string): { readonly place: string; readonly pid: number; readonly startedAt: string } | null {
  const parts = UUID.exec(NAME.exec(name)?.[1] ?? '');
  const [, place = '', pid = '', start = ''] = DIGITS.exec(parts?.slice(1).join('') ?? '') ?? [];
  if (place === '') return null;
  const startedAt = Number.parseInt(start, 16);
  return { place, pid: Number.parseInt(pid, 16), startedAt: startedAt === 0 ? '' : String(startedAt) };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0').slice(-digits);
}

function isOlderThanADay(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > FOREIGN_AFTER_MS;
}

function placeKey(place: string): string {
  return createHash('sha256').update(place).digest('hex').slice(0, 10);
}
