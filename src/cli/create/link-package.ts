/** Lets editors and tests of a new tap find the package: a link to the one that is installed, where there is none to be found. */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The installed package: the folder of its `package.json`. */
const PACKAGE = resolve(__dirname, '..', '..', '..');

/** `folder`: absolute, of the new tap. Where links are not allowed nothing is done: the README says what to do then. */
export function linkPackage(folder: string): void {
  if (isInReach(folder)) return;
  const place = join(folder, 'node_modules');
  mkdirSync(place, { recursive: true });
  try {
    // A junction needs no rights on Windows; elsewhere it is a link like any other.
    symlinkSync(PACKAGE, join(place, 'meltemi'), 'junction');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'EACCES' && code !== 'ENOTSUP') throw error;
  }
}

/** As Node and TypeScript look for a package: in each folder above. */
function isInReach(folder: string): boolean {
  if (existsSync(join(folder, 'node_modules', 'meltemi', 'package.json'))) return true;
  const above = dirname(folder);
  return above !== folder && isInReach(above);
}
