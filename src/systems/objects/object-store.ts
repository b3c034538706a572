/**
 * The contract of an object store: whole objects under keys, in a bucket, a container or a folder. Every implementation passes
 * `test/contract/object-store.ts`. All methods throw `TargetUnavailable` (retry), `CredentialsRejected`, `PermissionDenied`,
 * `ConfigInvalid` (no such bucket) or `TargetRejected`, and the signal's own error when it is aborted.
 */
export interface StoredText {
  readonly text: string;
  /** Of this content: an ETag, a generation. */
  readonly version: string;
  /** Milliseconds since 1970; null when the service does not say. */
  readonly modifiedAtMs: number | null;
}

/** When a write counts: in any case, only if there is no such object, or only if it still has this version. */
export type WriteCondition = 'always' | 'new' | { readonly version: string };

export interface ObjectStore {
  /** For people, without credentials: `s3://bucket`, `file:///srv/out`. */
  readonly place: string;
  /** A folder of this machine for files that are going to be uploaded: where that is a rename, on the same disk. Made by its users. */
  readonly scratchFolder: string;
  /** Null: there is no such object. */
  read(key: string, signal: AbortSignal): Promise<StoredText | null>;
  /**
   * Writes a small object. Answers its new version, null when the condition did not hold; after a lost reply that may be
   * said of a write that counted.
   */
  write(key: string, text: string, condition: WriteCondition, signal: AbortSignal): Promise<string | null>;
  /** Puts a file of any size under a key, as a whole or not at all; what was there is replaced. The file may be gone afterwards. */
  upload(key: string, path: string, signal: AbortSignal): Promise<void>;
  /** Keys that start with `prefix`, in order. */
  list(prefix: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Keys without an object are fine. */
  remove(keys: readonly string[], signal: AbortSignal): Promise<void>;
  /** Gives an object another key, replacing what is there. When `from` is gone and `to` is there, it was moved before. */
  move(from: string, to: string, signal: AbortSignal): Promise<void>;
  /** Gives up uploads in parts below `prefix` that began before `before` (milliseconds since 1970) and never ended: they are stored and paid for. */
  abortUploads(prefix: string, before: number, signal: AbortSignal): Promise<void>;
}

/** How messages name a store and its settings. */
export interface StoreWording {
  /** `the state backend`, `target-s3's bucket`. */
  readonly what: string;
  /** The setting that names the bucket, container or folder. */
  readonly placeSetting: string;
  /** Begins a sentence about what a package is needed for: ``The state backend `s3` ``. */
  readonly purpose: string;
}
