/** A folder of files that were not there before. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeProjectFile } from '../../project/project-writer';
import { failedError } from '../cli-error';

/** For its owner only: a `.env` is to hold secrets. */
const DOTENV_MODE = 0o600;

/** Throws when there is anything at `folder`, which is relative to the project's. */
export function assertNew(root: string, folder: string): void {
  if (!existsSync(join(root, folder))) return;
  throw failedError(
    `There is a \`${folder}\` in the project already. Nothing was changed.`,
    'Choose another name, or take it away first.',
  );
}

/** `files`: by their path in the folder. */
export function writeNewFolder(root: string, folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files)
    writeProjectFile(root, `${folder}/${path}`, text, path === '.env' ? { mode: DOTENV_MODE } : {});
}
