/** Whether a project's files may be written: `MELTANO_PROJECT_READONLY`, in the process or in `.env`, or `project_readonly` in the files. */
import { MeltemiError } from '../../model/errors';
import { parseDotenv } from '../dotenv';
import { showPlace } from '../place';
import type { ProjectFile } from '../project-files';
import { child } from '../tree';

const VARIABLE = 'MELTANO_PROJECT_READONLY';
const TRUE: ReadonlySet<string> = new Set(['true', '1', 'yes', 'on']);

/** Throws `ConfigInvalid` when writing is forbidden. */
export function assertWritable(files: readonly ProjectFile[], dotenv: string, env: NodeJS.ProcessEnv): void {
  const variable = env[VARIABLE] ?? parseDotenv(dotenv, env).get(VARIABLE);
  if (variable !== undefined) {
    if (TRUE.has(variable.toLowerCase())) throw readOnly(`\`${VARIABLE}\``);
    return;
  }
  for (const { tree } of files) {
    const setting = child(tree, 'project_readonly');
    if (setting?.kind === 'scalar' && TRUE.has(String(setting.value).toLowerCase())) {
      throw readOnly(`\`project_readonly\` (${showPlace(setting.place)})`);
    }
  }
}

function readOnly(origin: string): MeltemiError {
  const reason = `The project is read-only: ${origin} says so.`;
  return new MeltemiError('ConfigInvalid', reason, 'Make the change where the project may be written.');
}
