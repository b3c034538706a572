/** The name of the place where pages lie: made once per directory, the same for all workers that share it. */
import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { PRIVATE_FILE } from './store-directory';
import { errorCode, storeError } from './store-errors';

const FILE_NAME = 'host-id';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads `<directory>/host-id`, or writes it. Of two workers that start at once both get the id of the first. */
export async function hostIdOf(directory: string): Promise<string> {
  const path = join(directory, FILE_NAME);
  const known = await readId(path);
  if (known !== null) return known;
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeDurably(temporary, `${randomUUID()}\n`);
    await publish(temporary, path);
  } catch (error) {
    throw storeError(error, 'writing', path);
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
  const id = await readId(path);
  if (id === null) throw new Error(`The host id in \`${path}\` cannot be read back.`);
  return id;
}

async function readId(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw storeError(error, 'reading', path);
  });
  return UUID.test(text.trim()) ? text.trim() : null;
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', PRIVATE_FILE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A hard link fails when the name is taken: the first one wins. A file that holds no id (a torn write) is replaced. */
async function publish(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && (await readId(path)) !== null) return;
    await rename(temporary, path);
  }
}
