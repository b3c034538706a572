/** A page store of one process: a directory of its own that goes with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeltemiError } from '../../../model/errors';
import type { PageStore } from '../../../pages/page-store';
import { FilePageStore } from '../../../pages/store/file-page-store';

export interface TemporaryPages {
  readonly store: PageStore;
  remove(): Promise<void>;
}

/** `parent`: null for the system's own directory of temporary files. Throws `ConfigInvalid` for one that cannot be written to. */
export async function openTemporaryPages(parent: string | null): Promise<TemporaryPages> {
  const inside = parent ?? tmpdir();
  const directory = await mkdtemp(join(inside, 'meltemi-pipe-')).catch((cause: unknown) => {
    throw new MeltemiError(
      'ConfigInvalid',
      `No temporary directory can be made in \`${inside}\`.`,
      'Set `temp_dir`, or TMPDIR, to a directory that can be written to.',
      { cause },
    );
  });
  const store = await FilePageStore.open({ directory });
  return { store, remove: () => rm(directory, { recursive: true, force: true }) };
}
