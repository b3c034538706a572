/** Finds programs on PATH: uv, and the Python that a plugin asks for. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

export type Environment = ReadonlyMap<string, string>;

/** Absolute path of a program, or null. A name with a slash is a path, relative to `folder`. */
export function findProgram(name: string, folder: string, environment: Environment): string | null {
  if (name.includes('/')) return isProgram(resolve(folder, name)) ? resolve(folder, name) : null;
  const folders = (environment.get('PATH') ?? '').split(delimiter).filter((each) => each !== '');
  return folders.map((each) => resolve(folder, join(each, name))).find(isProgram) ?? null;
}

/** The names under which a wanted interpreter may be on PATH: `3.11` is `python3.11` there. Null: any Python 3. */
export function pythonNames(wanted: string | null): readonly string[] {
  if (wanted === null) return ['python3', 'python'];
  return /^\d/.test(wanted) ? [`python${wanted}`] : [wanted];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
