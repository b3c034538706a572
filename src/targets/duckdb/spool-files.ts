/** Pages that wait beside the database file to be read by DuckDB. A process that is killed leaves its own behind. */
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export function spoolPath(database: string): string {
  return `${database}.${String(process.pid)}-${randomUUID()}.page`;
}

/** Call with the file in hand: no other process works in it then, so what others left is rubbish. */
export async function removeLeftPages(database: string): Promise<void> {
  const start = `${basename(database)}.`;
  const ours = `${start}${String(process.pid)}-`;
  for (const name of await readdir(dirname(database))) {
    const isPage = name.startsWith(start) && /^\d+-[0-9a-f-]{36}\.page$/.test(name.slice(start.length));
    if (isPage && !name.startsWith(ours)) await rm(join(dirname(database), name), { force: true });
  }
}
