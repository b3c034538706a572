/** Pages that wait beside the database file to be read by DuckDB. A process that is killed leaves its own behind. */
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export function spoolPath(database: string): string {
  return `${database}.${String(process.pid)}-${randomUUID()}.page`;
}

/** Removes the pages of processes that are gone. */
export async function removeLeftPages(database: string): Promise<void> {
  const start = `${basename(database)}.`;
  for (const name of await readdir(dirname(database))) {
    if (!name.startsWith(start)) continue;
    const owner = /^(\d+)-[0-9a-f-]{36}\.page$/.exec(name.slice(start.length))?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) await rm(join(dirname(database), name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process cannot be asked, which says that it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
