/** Where the program of a plugin is: in its virtual environment, on the PATH, or at a path inside the project. */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { MeltemiError } from '../model/errors';
import { environmentFolder } from '../project/environment-home';
import type { PluginProgram } from '../project/plugin-program';

export interface ExecutableSearch {
  /** The plugin's name in the project. */
  readonly plugin: string;
  readonly program: PluginProgram;
  /** `tap-x` is looked up, `./bin/tap.py` is a path below the project. */
  readonly executable: string;
  readonly projectRoot: string;
  /** The virtual environment's folder; null when there is none. */
  readonly environment: string | null;
  /** The PATH of the plugin's process; its virtual environment stands first. */
  readonly path: string;
}

/** Absolute. Throws `PluginMissing`. */
export function findExecutable(search: ExecutableSearch): string {
  const { executable, projectRoot } = search;
  if (/[/\\]/.test(executable)) {
    const path = resolve(projectRoot, executable);
    if (isExecutable(path)) return path;
    const state = statSync(path, { throwIfNoEntry: false }) === undefined ? 'is not there' : 'may not be executed';
    throw missing(search, `\`${path}\` ${state}.`, `Correct \`executable\`, or run \`chmod +x ${executable}\`.`);
  }
  const folders = search.path.split(delimiter).filter((folder) => isAbsolute(folder));
  const path = folders.map((folder) => join(folder, executable)).find(isExecutable);
  if (path !== undefined) return path;
  if (search.program.pipUrl === null) {
    const remedy = 'Put it on the PATH, give a path (`executable: ./bin/...`), or give a `pip_url` to install it from.';
    throw missing(search, `There is no \`${executable}\` on the PATH.`, remedy);
  }
  const reason =
    search.environment === null
      ? `The plugin is not installed, and there is no \`${executable}\` on the PATH.`
      : `There is no \`${executable}\` in its virtual environment \`${search.environment}\` or on the PATH.`;
  throw missing(search, reason, `Run \`meltemi install ${search.plugin}\`, or correct \`executable\`.`);
}

/** Null: nothing is installed for the plugin. `systemFolder`: `.meltano`, absolute. */
export function virtualEnvironment(systemFolder: string, { pipUrl, home }: PluginProgram): string | null {
  if (pipUrl === null) return null;
  const folder = environmentFolder(systemFolder, home.kind, home.name);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? folder : null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function missing({ plugin, executable }: ExecutableSearch, reason: string, remedy: string): MeltemiError {
  return new MeltemiError('PluginMissing', `\`${plugin}\` cannot run \`${executable}\`. ${reason}`, remedy);
}

/** Whether a Python package is installed in a virtual environment. `name`: of its folder. */
export function hasPackage(environment: string, name: string): boolean {
  const lib = join(environment, 'lib');
  if (!existsSync(lib)) return false;
  return readdirSync(lib).some((python) => existsSync(join(lib, python, 'site-packages', name)));
}
