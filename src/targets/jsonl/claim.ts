/**
 * One writer at a time for the files of a manifest, without trusting anybody to be awake.
 *
 * A writer opens its data file, then claims the manifest (a version that names the process), then changes the file, then
 * commits (a version without the claim). Who finds a claim
 * - of a dead process, takes over at once: the dead write no more;
 * - of a process that lives, or of which nothing is known (another container, another host), waits; after `patienceMs` it
 *   takes over and gives the file a new inode with the committed bytes, so that what the former writer may still write
 *   when it wakes goes into a file without a name; its commit fails because the manifest has moved on.
 * What remains: a process that sleeps between two neighbouring system calls of a takeover or a swap itself, after having
 * been woken once. It would have to be frozen twice within microseconds.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { MeltemiError } from '../../model/errors';
import { copyCommitted, DataFile, moveOver, removeFile, sizeOf } from './data-file';
import { committedBytes, type Manifest, stagedIn, withStream, type Writer } from './manifest';
import type { Versioned } from '../../systems/objects/versioned-file';
import { isDead, THIS_PROCESS } from '../../systems/process/identity';
import { stagingName, type Workplace } from './workplace';

/** A load takes some tenths of a second. */
const POLL_MS = 15;

/** What a look at the manifest says: it is all done, or a file (or none) must be written. */
export type Look<T> = { readonly done: T } | { readonly file: string | null };

/** Claims of this process that are being worked on; another of its claims was left behind by a failure. */
const active = new Set<string>();

/**
 * Runs `work` as the only writer. `look` is asked at every try; what it throws ends the wait. When `work` fails, its file is
 * cut back to what is committed and the claim is given up, as far as that is possible.
 */
export async function withClaim<T>(
  place: Workplace,
  signal: AbortSignal,
  look: (manifest: Manifest) => Look<T>,
  work: (claim: Claim) => Promise<T>,
): Promise<T> {
  const token = randomUUID();
  active.add(token);
  try {
    const claim = await acquire(place, token, signal, look);
    if ('done' in claim) return claim.done;
    try {
      return await work(claim);
    } catch (error) {
      // Whatever goes wrong here leaves the claim behind, and the next writer cleans up after it.
      await claim.giveUp().catch(() => undefined);
      return await afterLoss(place, claim, look, error);
    } finally {
      await claim.close();
    }
  } finally {
    active.delete(token);
  }
}

/** Who lost its claim asks the manifest that it lost to: it may be fenced out, or its work may be done. Else the error stands. */
async function afterLoss<T>(
  place: Workplace,
  claim: Claim,
  look: (manifest: Manifest) => Look<T>,
  error: unknown,
): Promise<T> {
  if (!claim.isLost) throw error;
  const next = look((await place.store.read()).content);
  if ('done' in next) return next.done;
  throw error;
}

async function acquire<T>(
  place: Workplace,
  token: string,
  signal: AbortSignal,
  look: (manifest: Manifest) => Look<T>,
): Promise<Claim | { readonly done: T }> {
  const waits = new Map<string, number>();
  for (;;) {
    signal.throwIfAborted();
    const seen = await place.store.read();
    const next = look(seen.content);
    if ('done' in next) return next;
    const former = seen.content.writer;
    const gone = former === null || isGone(former);
    // A writer of this process is awake, however long it takes.
    if (!gone && (isOurs(former) || waitedFor(waits, former.token) < place.patienceMs)) {
      await sleep(POLL_MS, undefined, { signal });
      continue;
    }
    const file = next.file === null ? null : await DataFile.open(place.pathOf(next.file));
    const dirty = new Set([...(former?.files ?? []), ...(next.file === null ? [] : [next.file])]);
    const writer: Writer = { token, process: THIS_PROCESS, files: [...dirty] };
    try {
      const claimed = await place.store.replace(seen, { ...seen.content, writer });
      if (claimed !== null) {
        const claim = new Claim(place, claimed, writer, file, next.file);
        for (const name of former?.files ?? []) await (gone ? claim.tidy(name) : claim.takeAway(name));
        return claim;
      }
    } catch (error) {
      await file?.close();
      throw error;
    }
    await file?.close();
  }
}

function isGone(writer: Writer): boolean {
  return isOurs(writer) ? !active.has(writer.token) : isDead(writer.process);
}

function isOurs({ process: { place, pid, startedAt } }: Writer): boolean {
  return place === THIS_PROCESS.place && pid === THIS_PROCESS.pid && startedAt === THIS_PROCESS.startedAt;
}

/** Milliseconds since this writer was first met. */
function waitedFor(waits: Map<string, number>, token: string): number {
  const now = performance.now();
  const since = waits.get(token) ?? now;
  waits.set(token, since);
  return now - since;
}

export class Claim {
  private lost = false;

  constructor(
    private readonly place: Workplace,
    private current: Versioned<Manifest>,
    private readonly writer: Writer,
    private opened: DataFile | null,
    private openedName: string | null,
  ) {}

  get manifest(): Manifest {
    return this.current.content;
  }

  /** Another worker took over while this one slept. */
  get isLost(): boolean {
    return this.lost;
  }

  /** The file that was asked for. */
  get file(): DataFile {
    if (this.opened === null) throw new Error('The claim was made without a file.');
    return this.opened;
  }

  /** Makes a version that keeps the claim. Throws `TargetUnavailable` when the claim was taken away. */
  async update(manifest: Manifest): Promise<void> {
    await this.replace({ ...manifest, writer: this.writer });
  }

  /** Makes the version that counts, and ends the claim. */
  async commit(manifest: Manifest): Promise<void> {
    await this.replace({ ...manifest, writer: null });
  }

  async giveUp(): Promise<void> {
    if (this.manifest.writer === null || this.lost) return;
    const committed = this.openedName === null ? null : committedBytes(this.manifest, this.openedName);
    if (this.opened !== null && committed !== null) await this.opened.cutTo(committed);
    await this.commit(this.manifest);
  }

  async close(): Promise<void> {
    await this.opened?.close();
  }

  /** Cuts off what a dead writer left behind. A file that is shorter than that, or gone, is for its next writer to judge. */
  async tidy(name: string): Promise<void> {
    const path = this.place.pathOf(name);
    const committed = committedBytes(this.manifest, name);
    const size = await sizeOf(path);
    if (committed === null || size === null || size <= committed) return;
    const file = await DataFile.open(path);
    try {
      await file.cutTo(committed);
    } finally {
      await file.close();
    }
  }

  /** Gives a file that a sleeping writer may have open a new inode with the committed bytes. */
  async takeAway(name: string): Promise<void> {
    const committed = committedBytes(this.manifest, name);
    const path = this.place.pathOf(name);
    if (committed === null || (await sizeOf(path)) === null) return;
    const copy = stagingName(randomUUID());
    const staged = stagedIn(this.manifest, name);
    if (staged === null) {
      await copyCommitted(path, this.place.pathOf(copy), committed);
      // The claim may have been lost to somebody during a long copy.
      await this.update(this.manifest);
      await moveOver(this.place.pathOf(copy), path);
      await this.reopen(name, name);
      return;
    }
    const [key, stream, staging] = staged;
    // Its file is complete and only to be moved; whoever moves it first, it arrives once.
    if (staging.publishing) return;
    await copyCommitted(path, this.place.pathOf(copy), committed);
    await this.update(withStream(this.manifest, key, { ...stream, staging: { ...staging, file: copy } }));
    await removeFile(path);
    await this.reopen(name, copy);
  }

  private async reopen(name: string, as: string): Promise<void> {
    if (this.opened === null || this.openedName !== name) return;
    await this.opened.close();
    this.opened = await DataFile.open(this.place.pathOf(as));
    this.openedName = as;
    await this.update(this.manifest);
  }

  private async replace(next: Manifest): Promise<void> {
    const made = await this.place.store.replace(this.current, next);
    if (made !== null) {
      this.current = made;
      return;
    }
    this.lost = true;
    throw new MeltemiError(
      'TargetUnavailable',
      `The manifest in \`${this.place.store.folder}\` was taken over by another worker while this one was writing.`,
      'Nothing of this batch counts; it is tried again.',
    );
  }
}
