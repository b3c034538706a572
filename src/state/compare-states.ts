/**
 * Compares the durable state with the copy in the state backend, and says which one counts. Meltano may have run in between, and
 * a copy may not have been written; what we wrote last is known by its hash.
 */
import type { StateBookmarks } from '../model/activity-io';
import { stateDocument } from '../model/bookmarks';
import { isEmptyDocument } from '../model/state-document';
import { documentHash } from './state-backend';
import type { StoredState } from './state-backend';

export interface Comparison {
  /** `keep`: the durable state counts. `seed`: there is none yet. `adopt`: the backend's is newer. */
  readonly verdict: 'keep' | 'seed' | 'adopt';
  /** What a person should know; null: nothing. */
  readonly note: string | null;
}

/** `stored`: what the backend at `place` holds; null for nothing. */
export function compareStates(
  stateId: string,
  durable: StateBookmarks,
  stored: StoredState | null,
  place: string,
): Comparison {
  const known = durable.mirrored?.place === place ? durable.mirrored.hash : null;
  const document = stateDocument(durable);
  const keep: Comparison = { verdict: 'keep', note: null };
  if (stored === null || isEmptyDocument(stored.document)) {
    if (stored !== null || known === null || isEmptyDocument(document)) return keep;
    return { ...keep, note: `${place} has lost the state of \`${stateId}\`; it is written there anew. ${TO_FORGET}` };
  }
  const [here, there] = [documentHash(document), documentHash(stored.document)];
  if (here === there || there === known) return keep;
  if (isPristine(durable)) return { verdict: 'seed', note: null };
  const newer = here === known || isLater(stored.modifiedAtMs, durable.changedAtMs);
  return newer
    ? {
        verdict: 'adopt',
        note: `The state of \`${stateId}\` in ${place} was changed by another program since it was last written there; it was taken over.`,
      }
    : {
        ...keep,
        note: `The state of \`${stateId}\` in ${place} is another one than the durable state, which is newer and counts. ${TO_TAKE}`,
      };
}

const TO_FORGET = 'To forget a state, use `meltemi state clear`.';
const TO_TAKE =
  'To take the other one, clear the state with `meltemi state clear` and set it with `meltemi state set`.';

/** Nobody ever wrote it: not even somebody who wanted it empty. */
function isPristine(state: StateBookmarks): boolean {
  return Object.keys(state.streams).length === 0 && state.document === undefined && state.editId === undefined;
}

function isLater(storedMs: number | null, durableMs: number | undefined): boolean {
  return storedMs !== null && durableMs !== undefined && storedMs > durableMs;
}
