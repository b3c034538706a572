/** Keeps a manifest in an object store: read, changed and written back under the condition that it is still what was read. */
import { MeltemiError } from '../../model/errors';
import type { ObjectStore } from '../../systems/objects/object-store';
import { countsIn, descended } from '../../systems/objects/versioned-file';
import { EMPTY_MANIFEST, type Manifest } from './manifest';

/** The manifest to write, or null when nothing is to change, and what to answer. */
export interface Change<T> {
  readonly next: Manifest | null;
  readonly answer: T;
}

interface Seen {
  readonly manifest: Manifest;
  /** Null: there is none yet. */
  readonly version: string | null;
}

export class ManifestStore {
  /** What this process wrote last: mostly still true, and never trusted for an answer without a write. */
  #known: Seen | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly objects: ObjectStore,
    readonly key: string,
  ) {}

  /** `change` may be called several times, each time with what is there by then; what it throws ends the update. */
  update<T>(change: (manifest: Manifest) => Change<T> | Promise<Change<T>>, signal: AbortSignal): Promise<T> {
    // In turns: workers of one process would only refuse each other.
    const turn = this.#last.then(() => this.#update(change, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async read(signal: AbortSignal): Promise<Manifest> {
    return (await this.#read(signal)).manifest;
  }

  async #update<T>(change: (manifest: Manifest) => Change<T> | Promise<Change<T>>, signal: AbortSignal): Promise<T> {
    const known = this.#known;
    this.#known = null;
    if (known !== null) {
      const tried = await Promise.resolve(known.manifest)
        .then(change)
        .catch(() => null);
      if (tried?.next && (await this.#write(known, tried.next, signal))) return tried.answer;
    }
    for (;;) {
      signal.throwIfAborted();
      const seen = await this.#read(signal);
      const { next, answer } = await change(seen.manifest);
      if (next === null || (await this.#write(seen, next, signal))) return answer;
    }
  }

  /** False: somebody else was faster. */
  async #write(seen: Seen, next: Manifest, signal: AbortSignal): Promise<boolean> {
    const manifest = descended(seen.manifest, next);
    const condition = seen.version === null ? 'new' : { version: seen.version };
    const version = await this.objects.write(this.key, JSON.stringify(manifest), condition, signal);
    if (version === null) {
      // A request whose answer was lost is sent again and refused then: the first one counted.
      return countsIn((await this.#read(signal)).manifest, manifest);
    }
    this.#known = { manifest, version };
    return true;
  }

  async #read(signal: AbortSignal): Promise<Seen> {
    const found = await this.objects.read(this.key, signal);
    if (found === null) return { manifest: EMPTY_MANIFEST, version: null };
    try {
      return { manifest: JSON.parse(found.text) as Manifest, version: found.version };
    } catch (cause) {
      throw new MeltemiError(
        'TargetRejected',
        `The manifest \`${this.key}\` in ${this.objects.place} is damaged.`,
        'Restore an earlier version of it, or delete it and run with a full refresh.',
        { cause },
      );
    }
  }
}
