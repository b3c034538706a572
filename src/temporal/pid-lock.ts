/**
 * A lock file that names its holder, so that a lock whose holder was killed is free at once. Held by a process, not by a
 * function: one process asks for one lock once at a time.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identifySelf, isAlive, parseIdentity, type ProcessIdentity } from './process-identity';

export interface PidLock {
  release(): void;
}

export type LockAttempt = { readonly lock: PidLock } | { readonly lock: null; readonly holder: ProcessIdentity };

/** A holder needs some 0.3 s for a server's start; a look at a small file costs nothing. */
const LOOK_EVERY_MS = 50;

export function tryLock(path: string): LockAttempt {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const mine = uniqueBeside(path);
  // A link appears whole or not at all: nobody ever reads a lock that does not say whose it is.
  writeFileSync(mine, JSON.stringify(identifySelf()), { mode: 0o600 });
  try {
    for (;;) {
      if (linkUnlessThere(mine, path)) return { lock: { release: () => release(path) } };
      const holder = readHolder(path);
      if (isAlive(holder)) return { lock: null, holder };
      removeStale(path);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Waits for the lock as long as its holder lives and `timeoutMs` allows; then throws what `onTimeout` makes. */
export async function withLock<T>(
  path: string,
  timeoutMs: number,
  onTimeout: (holder: ProcessIdentity) => Error,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const attempt = tryLock(path);
    if (attempt.lock !== null) {
      try {
        return await work();
      } finally {
        attempt.lock.release();
      }
    }
    if (Date.now() > deadline) throw onTimeout(attempt.holder);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function readHolder(path: string): ProcessIdentity | null {
  try {
    return parseIdentity(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Two may find the same dead holder: what is moved aside is looked at again, and put back if it is a new lock by then. */
function removeStale(path: string): void {
  const aside = uniqueBeside(path);
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (isAlive(readHolder(aside))) linkUnlessThere(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string): void {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
}

function linkUnlessThere(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function uniqueBeside(path: string): string {
  return `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
}
