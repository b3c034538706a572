/** The contract of a Meltano state backend, and what all of them know of a stored state. */
import { createHash } from 'node:crypto';
import type { JsonValue } from '../model/json';
import { isMapping } from '../model/state-document';
import type { StateDocument } from '../model/state-document';

export interface StoredState {
  readonly document: StateDocument;
  /** When it was written, in milliseconds since 1970; null when the backend does not say. */
  readonly modifiedAtMs: number | null;
}

/** A place from which a first state can be taken. */
export interface StateSource {
  /** Names it without credentials, e.g. `s3://bucket/prefix`. */
  readonly place: string;
  list(): Promise<readonly string[]>;
  /** Null: the state id has no state there. */
  read(stateId: string): Promise<StoredState | null>;
}

/** A place that keeps a copy of every state, in Meltano's layout. Throws `TargetUnavailable`, `CredentialsRejected`, `ConfigInvalid`. */
export interface StateBackend extends StateSource {
  /** Holds the state id's lock file while `body` runs. Throws `TargetUnavailable` when somebody else holds it for too long. */
  locked<T>(stateId: string, body: () => Promise<T>): Promise<T>;
  write(stateId: string, document: StateDocument): Promise<void>;
  /** A state id that has no state is fine. */
  clear(stateId: string): Promise<void>;
}

export function isStateBackend(source: StateSource): source is StateBackend {
  return 'write' in source;
}

/** The same for documents that say the same, in whatever order their keys stand. */
export function documentHash({ completed, partial }: StateDocument): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted({ completed, partial })))
    .digest('hex')
    .slice(0, 32);
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, item]) => [key, sorted(item)]);
}
