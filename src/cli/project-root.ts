/**
 * Finds the project that a command belongs to, without reading it: a command that only asks the running `meltemi dev`
 * needs no more of the project than its place.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { usageError } from './cli-error';

const PROJECT_FILE = 'meltano.yml';

/** Meltano's rule: `MELTANO_PROJECT_ROOT`, else the nearest folder upwards from `startDir` that has a `meltano.yml`. */
export function findProject(startDir: string, env: NodeJS.ProcessEnv): string {
  const given = env['MELTANO_PROJECT_ROOT'];
  if (given !== undefined && given !== '') {
    const root = resolve(startDir, given);
    if (isProject(root)) return realpathSync(root);
    throw usageError(
      `\`MELTANO_PROJECT_ROOT\` is \`${given}\`, where there is no \`${PROJECT_FILE}\`.`,
      'Set it to the folder of the project.',
    );
  }
  for (let folder = resolve(startDir); ; folder = dirname(folder)) {
    if (isProject(folder)) return realpathSync(folder);
    if (dirname(folder) === folder) throw outsideProject(startDir);
  }
}

function isProject(folder: string): boolean {
  return existsSync(join(folder, PROJECT_FILE));
}

function outsideProject(startDir: string): Error {
  const reason = `There is no \`${PROJECT_FILE}\` in \`${resolve(startDir)}\` or above it, so this is no Meltano project.`;
  return isProject(join(startDir, 'config'))
    ? usageError(reason, 'There is one in `config`: give `--cwd config`.')
    : usageError(reason, 'Go to the folder of a project, or name it with `--cwd`.');
}
