/** A page as a plain file for DuckDB, which reads files and not streams; the page's own reader has verified every byte of it. */
import { open, rm } from 'node:fs/promises';
import type { PageReader } from '../../pages/page-store';
import { NEWLINE } from '../../pages/encoding/text';

export interface SpooledPage {
  readonly path: string;
  /** Bytes of the longest line, or a little more. */
  readonly longestLine: number;
}

/** Does `work` with the page's bytes in a file at `path`, which is removed afterwards. */
export async function withSpooledPage<T>(
  page: PageReader,
  path: string,
  signal: AbortSignal,
  work: (spooled: SpooledPage) => Promise<T>,
): Promise<T> {
  try {
    return await work({ path, longestLine: await spool(page, path, signal) });
  } finally {
    await rm(path, { force: true });
  }
}

async function spool(page: PageReader, path: string, signal: AbortSignal): Promise<number> {
  const file = await open(path, 'wx');
  // DuckDB reads over empty lines of a table with one column: there each line gets a second field, an empty one.
  const widened = page.schema.columns.length === 1;
  try {
    let longest = 0;
    let open = 0;
    for await (const chunk of page.chunks(signal)) {
      const last = chunk.lastIndexOf(NEWLINE);
      longest = Math.max(longest, open + (last < 0 ? chunk.length : chunk.indexOf(NEWLINE)), last < 0 ? 0 : last);
      open = last < 0 ? open + chunk.length : chunk.length - last;
      await writeAll(file, widened ? Buffer.from(chunk.toString('latin1').replaceAll('\n', '\t\n'), 'latin1') : chunk);
    }
    return longest;
  } finally {
    await file.close();
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Buffer): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    written += (await file.write(chunk, written, chunk.length - written)).bytesWritten;
  }
}
