/**
 * The states of a project: the durable ones, and their copies in the project's state backend. A state that only the backend has
 * is taken over on first use; one that another program changed there since is taken over again; every change is copied back.
 */
import { randomUUID } from 'node:crypto';
import type { StateBookmarks, WriteBookmarksInput } from '../model/activity-io';
import { editedBookmarks, stateDocument } from '../model/bookmarks';
import type { SingerWrite } from '../model/bookmarks';
import type { JsonObject, JsonValue } from '../model/json';
import type { Redactor } from '../model/redactor';
import { isEmptyDocument, isMapping, mergedState, ownValue } from '../model/state-document';
import type { StateDocument } from '../model/state-document';
import type { StateSettings } from '../model/state-settings';
import type { BookmarkStore } from './bookmark-store';
import { compareStates } from './compare-states';
import type { Comparison } from './compare-states';
import { openSource } from './open-source';
import { documentHash, isStateBackend } from './state-backend';
import type { StateSource } from './state-backend';

/** A state id, and the environment whose settings say where its copy is; undefined: by the state id's own first part. */
export interface StateAddress {
  readonly project: string;
  readonly environment?: string | null;
  readonly stateId: string;
}

/** How a person changes a state. `merge`: `{"singer_state": {...}}`, as a part over what is there. */
export type StateChange =
  | { readonly kind: 'set'; readonly document: StateDocument }
  | { readonly kind: 'merge'; readonly partial: JsonObject }
  | { readonly kind: 'clear' };

export interface StatesOptions {
  readonly bookmarks: BookmarkStore;
  readonly settings: (environment: string | null | undefined, stateId: string | null) => Promise<StateSettings>;
  readonly redactor: Redactor;
  readonly warn: (message: string) => void;
}

/** During a run the copy is renewed at most this often: for a reader of the backend a minute is fresh, and each costs a few requests. */
const MIRROR_EVERY_MS = 60_000;

export class States {
  readonly #options: StatesOptions;
  readonly #mirroredAtMs = new Map<string, number>();

  constructor(options: StatesOptions) {
    this.#options = options;
  }

  /** Whether runs have to copy their state somewhere. */
  async hasBackend(environment: string | null): Promise<boolean> {
    const source = await this.#source(environment, null);
    return source !== null && isStateBackend(source);
  }

  /** State ids that have a state, here or in the backend, sorted. */
  async list(project: string, environment?: string | null): Promise<readonly string[]> {
    const [durable, source] = await Promise.all([this.#listDurable(project), this.#source(environment, null)]);
    return [...new Set([...durable, ...((await source?.list()) ?? [])])].sort();
  }

  /** The state as a run would start from it; changes nothing. Empty for an unknown state id. */
  async view(address: StateAddress): Promise<Known> {
    const state = await this.#options.bookmarks.read(address.project, address.stateId);
    const { comparison, document } = await this.#look(address, state);
    const newer = document === null ? state : editedBookmarks({ document, editId: null });
    return { state: newer, notes: notesOf(comparison) };
  }

  /** The durable state, after it took over what is newer in the backend. A backend that is away is an error only on first use. */
  async take(address: StateAddress): Promise<Known> {
    const { project, stateId } = address;
    const { bookmarks } = this.#options;
    const state = await bookmarks.read(project, stateId);
    const { comparison, document, place } = await this.#look(address, state);
    if (document === null) return { state, notes: notesOf(comparison) };
    const editId = comparison.verdict === 'seed' ? null : randomUUID();
    await bookmarks.set(project, stateId, { document, editId, mirrored: { place, hash: documentHash(document) } });
    return { state: await bookmarks.read(project, stateId), notes: notesOf(comparison) };
  }

  /** For a Singer tap: what its `--state` file holds; null for no state. Throws `ConfigInvalid` where the parts do not fit. */
  async readSinger(
    address: StateAddress,
  ): Promise<{ readonly singerState: JsonObject | null; readonly notes: readonly string[] }> {
    const { state, notes } = await this.take(address);
    const inner: JsonValue | undefined = ownValue(mergedState(stateDocument(state)), 'singer_state');
    return { singerState: inner !== undefined && isMapping(inner) ? inner : null, notes };
  }

  /** What a native run has loaded. Safe to repeat; an older `seq` of the same run changes nothing. */
  async writeLoaded(address: StateAddress, written: Pick<WriteBookmarksInput, 'runId' | 'streams'>): Promise<void> {
    await this.#options.bookmarks.merge(address.project, address.stateId, written);
  }

  /** What a Singer target has confirmed. Safe to repeat; an older `seq` of the same run changes nothing. */
  async writeSinger(address: StateAddress, write: SingerWrite): Promise<void> {
    await this.#options.bookmarks.writeSinger(address.project, address.stateId, write);
    await this.mirrorIfDue(address);
  }

  /** A person's change: durable when it returns; notes say when its copy could not be written. */
  async change(address: StateAddress, change: StateChange): Promise<readonly string[]> {
    const { project, stateId } = address;
    const { bookmarks } = this.#options;
    const editId = randomUUID();
    const notes: string[] = [];
    if (change.kind === 'merge') {
      notes.push(...(await this.take(address)).notes);
      await bookmarks.mergeDocument(project, stateId, { partial: change.partial, editId });
    } else if (change.kind === 'set') {
      await bookmarks.set(project, stateId, { document: change.document, editId });
    } else {
      await this.#clear(address, editId);
    }
    return [...notes, ...(await this.#tryMirror(address))];
  }

  /** Copies the durable state to the backend, if there is one and it has another. Answers what a person should know. */
  async mirror(address: StateAddress): Promise<readonly string[]> {
    const source = await this.#source(address.environment, address.stateId);
    if (source === null || !isStateBackend(source)) return [];
    const { project, stateId } = address;
    const { bookmarks } = this.#options;
    const { place } = source;
    if (isMirrored(await bookmarks.read(project, stateId), place)) return [];
    return source.locked(stateId, async () => {
      // Read again: whoever held the lock before may have copied an older one.
      const state = await bookmarks.read(project, stateId);
      const document = stateDocument(state);
      const hash = documentHash(document);
      const before = await source.read(stateId);
      if (!isEmptyDocument(document)) await source.write(stateId, document);
      else if (before !== null) await source.clear(stateId);
      await bookmarks.setMirrored(project, stateId, { place, hash });
      const isForeign = before !== null && ![hash, state.mirrored?.hash].includes(documentHash(before.document));
      if (!isForeign || state.mirrored?.place !== place) return [];
      return [
        `${place} held a state of \`${stateId}\` that another program had written meanwhile; it was overwritten.`,
      ];
    });
  }

  /** Copies at most every minute; what goes wrong is only logged, because the next copy makes it good. */
  async mirrorIfDue(address: StateAddress): Promise<void> {
    const key = `${address.project}/${address.stateId}`;
    const now = Date.now();
    const last = this.#mirroredAtMs.get(key);
    if (last === undefined || now - last >= MIRROR_EVERY_MS) this.#mirroredAtMs.set(key, now);
    // A short run is copied at its end.
    if (last === undefined || now - last < MIRROR_EVERY_MS) return;
    for (const note of await this.#tryMirror(address)) this.#options.warn(note);
  }

  async #clear({ project, stateId, environment }: StateAddress, editId: string): Promise<void> {
    const { bookmarks } = this.#options;
    const state = await bookmarks.read(project, stateId);
    const source = await this.#source(environment, stateId);
    const isThere = source !== null && (await source.read(stateId)) !== null;
    // Nothing to forget: no durable state should begin with it.
    if (!isThere && isEmptyDocument(stateDocument(state)) && state.editId === undefined) return;
    await bookmarks.clear(project, stateId, { editId });
  }

  async #tryMirror(address: StateAddress): Promise<readonly string[]> {
    try {
      return await this.mirror(address);
    } catch (error) {
      return [
        `The state of \`${address.stateId}\` is kept, but was not copied to the state backend: ${this.#told(error)}`,
      ];
    }
  }

  async #look(address: StateAddress, state: StateBookmarks): Promise<Look> {
    const source = await this.#source(address.environment, address.stateId);
    if (source === null) return { ...NOTHING, place: '' };
    const { place } = source;
    try {
      const stored = await source.read(address.stateId);
      const comparison = compareStates(address.stateId, state, stored, place);
      return { comparison, place, document: comparison.verdict === 'keep' ? null : (stored?.document ?? null) };
    } catch (error) {
      if (isEmptyDocument(stateDocument(state)) && state.editId === undefined) throw error;
      const note = `The state backend could not be asked, so the durable state counts: ${this.#told(error)}`;
      return { comparison: { verdict: 'keep', note }, document: null, place };
    }
  }

  #told(error: unknown): string {
    return this.#options.redactor.text(error instanceof Error ? error.message : String(error));
  }

  async #listDurable(project: string): Promise<readonly string[]> {
    const { bookmarks } = this.#options;
    const stateIds = await bookmarks.list(project);
    const states = await Promise.all(stateIds.map((stateId) => bookmarks.read(project, stateId)));
    return stateIds.filter((_, at) => {
      const state = states[at];
      return state !== undefined && !isEmptyDocument(stateDocument(state));
    });
  }

  async #source(environment: string | null | undefined, stateId: string | null): Promise<StateSource | null> {
    const settings = await this.#options.settings(environment, stateId);
    this.#options.redactor.add(settings.secrets);
    return openSource(settings);
  }
}

interface Known {
  readonly state: StateBookmarks;
  /** What a person should know about where it comes from. */
  readonly notes: readonly string[];
}

interface Look {
  readonly comparison: Comparison;
  /** What to take over; null: nothing. */
  readonly document: StateDocument | null;
  readonly place: string;
}

const NOTHING = { comparison: { verdict: 'keep', note: null }, document: null } as const;

function notesOf({ note }: Comparison): readonly string[] {
  return note === null ? [] : [note];
}

/** Also when there is nothing to copy: nobody ever wrote or cleared the state. */
function isMirrored(state: StateBookmarks, place: string): boolean {
  if (isEmptyDocument(stateDocument(state)) && state.editId === undefined) return true;
  return state.mirrored?.place === place && state.mirrored.hash === documentHash(stateDocument(state));
}
