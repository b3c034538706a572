/** The `.env` file as text, for edits. */
import { readText } from '../disk';
import { writeProjectFile } from '../project-writer';

/** For its owner only: it holds secrets. Counts for a new file. */
const MODE = 0o600;

/** Empty when there is none. */
export async function readDotenvText(root: string, file: string): Promise<string> {
  return (await readText(root, file, new Map())) ?? '';
}

export function writeDotenvText(root: string, file: string, text: string): void {
  writeProjectFile(root, file, text, { mode: MODE });
}
