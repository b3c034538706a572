/** Finds out whether a service keeps the conditions of writes: some that resemble S3 take the header and write anyway. */
import type { ObjectStore } from './object-store';

/** Writes one empty object below `prefix`, which stays there. */
export async function honoursConditions(store: ObjectStore, prefix: string, signal: AbortSignal): Promise<boolean> {
  const key = `${prefix}conditions`;
  if ((await store.write(key, '{}', 'new', signal)) === null) return true;
  return (await store.write(key, '{}', 'new', signal)) === null;
}
