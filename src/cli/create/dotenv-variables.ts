/** Variables that a new plugin needs, with empty values for people to fill in. */
import { setVariable } from '../../project/edit/dotenv-edit';
import { readDotenvText, writeDotenvText } from '../../project/edit/dotenv-file';
import { readText } from '../../project/disk';
import { dotenvLines } from '../../project/dotenv';
import { writeProjectFile } from '../../project/project-writer';

const SAMPLE = '.env.example';

/** Adds those that are not there; `.env` is made when there is none, its sample is not. */
export async function addVariables(root: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const dotenv = await readDotenvText(root, '.env');
  const more = withVariables(dotenv, names);
  if (more !== dotenv) writeDotenvText(root, '.env', more);
  const sample = await readText(root, SAMPLE, new Map());
  if (sample !== null) writeProjectFile(root, SAMPLE, withVariables(sample, names), { expected: sample });
}

function withVariables(text: string, names: readonly string[]): string {
  const known = new Set([...dotenvLines(text)].map(({ name }) => name));
  return names.filter((name) => !known.has(name)).reduce((more, name) => setVariable(more, name, ''), text);
}
