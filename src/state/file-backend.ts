/**
 * Meltano's layout of states in files: `<state id>/state.json`, one line of JSON, and beside it `lock` while somebody writes. The
 * same on a disk and in every object store, so one class serves all of them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { MeltemiError } from '../model/errors';
import { jsonText, parseJson } from '../model/lossless-json';
import { readDocument } from '../model/state-document';
import type { StateDocument } from '../model/state-document';
import type { StateBackend, StoredState } from './state-backend';

/** Files by name, e.g. `dev:tap-to-target/state.json`, below the backend's folder or prefix. */
export interface FileStore {
  readonly place: string;
  /** Null: there is no such file. */
  get(name: string): Promise<{ readonly text: string; readonly modifiedAtMs: number | null } | null>;
  /** Replaces the file as a whole. */
  put(name: string, text: string): Promise<void>;
  /** A file that is not there is fine. */
  remove(name: string): Promise<void>;
  /** Names of all files. */
  list(): Promise<readonly string[]>;
}

export interface LockTimes {
  readonly lockTimeoutSeconds: number;
  readonly lockRetrySeconds: number;
}

const STATE_FILE = 'state.json';
const LOCK_FILE = 'lock';
/** A writer holds a lock for well under a second. Somebody who holds it for this long does not give it back while we wait. */
const GIVE_UP_AFTER_MS = 30_000;

export class FileStateBackend implements StateBackend {
  readonly #store: FileStore;
  readonly #times: LockTimes;

  constructor(store: FileStore, times: LockTimes) {
    this.#store = store;
    this.#times = times;
  }

  get place(): string {
    return this.#store.place;
  }

  async list(): Promise<readonly string[]> {
    const end = `/${STATE_FILE}`;
    const names = await this.#store.list();
    return names.filter((name) => name.endsWith(end)).map((name) => name.slice(0, -end.length));
  }

  async read(stateId: string): Promise<StoredState | null> {
    const name = `${checked(stateId)}/${STATE_FILE}`;
    const file = await this.#store.get(name);
    if (file === null) return null;
    try {
      return { document: readDocument(parseJson(file.text)), modifiedAtMs: file.modifiedAtMs };
    } catch (cause) {
      const reason = `Reading the state of \`${stateId}\`: \`${name}\` in ${this.place} is not JSON.`;
      throw new MeltemiError('ConfigInvalid', reason, 'Repair the file, or delete it to begin without it.', { cause });
    }
  }

  async write(stateId: string, { completed, partial }: StateDocument): Promise<void> {
    await this.#store.put(`${checked(stateId)}/${STATE_FILE}`, jsonText({ completed, partial }));
  }

  async clear(stateId: string): Promise<void> {
    await this.#store.remove(`${checked(stateId)}/${STATE_FILE}`);
  }

  async locked<T>(stateId: string, body: () => Promise<T>): Promise<T> {
    const name = `${checked(stateId)}/${LOCK_FILE}`;
    const giveUpAtMs = Date.now() + GIVE_UP_AFTER_MS;
    while (await this.#isLocked(name)) {
      if (Date.now() > giveUpAtMs) throw lockHeld(stateId, `${this.place}/${name}`);
      await sleep(this.#times.lockRetrySeconds * 1000);
    }
    await this.#store.put(name, String(Date.now() / 1000));
    try {
      return await body();
    } finally {
      await this.#store.remove(name);
    }
  }

  /** The file holds the Unix time at which it was made; one that is too old was left by somebody who died. */
  async #isLocked(name: string): Promise<boolean> {
    const lock = await this.#store.get(name);
    if (lock === null) return false;
    const madeAtMs = Number.parseFloat(lock.text) * 1000;
    const ageMs = Date.now() - (Number.isNaN(madeAtMs) ? (lock.modifiedAtMs ?? 0) : madeAtMs);
    return ageMs <= this.#times.lockTimeoutSeconds * 1000;
  }
}

/** A state id is part of a path; one that climbs out of the folder is refused. */
function checked(stateId: string): string {
  const isPlain = stateId !== '' && !stateId.split(/[/\\]/).some((part) => part === '..' || part === '.');
  if (isPlain && !stateId.startsWith('/') && !stateId.includes('\0')) return stateId;
  const reason = `The state id \`${stateId}\` cannot be the name of a folder in the state backend.`;
  throw new MeltemiError('ConfigInvalid', reason, 'Use another one, without `..` and without a `/` in front.');
}

function lockHeld(stateId: string, lock: string): MeltemiError {
  return new MeltemiError(
    'TargetUnavailable',
    `Writing the state of \`${stateId}\`: another program has held \`${lock}\` for ${GIVE_UP_AFTER_MS / 1000} s.`,
    'Wait for it; if nothing writes the state, delete the lock.',
  );
}
