/** The file of a project in which the plugins stand that were written for it. */
import { readText } from '../../project/disk';
import type { NewEntry } from '../../definitions/new-entry';
import { newFileText } from '../../project/edit/new-file';
import { openProjectEdit } from '../../project/edit/project-edit';
import { writeProjectFile } from '../../project/project-writer';
import { includeFile } from './included-file';

const CUSTOM_FILE = 'plugins/custom/custom_config.yml';

/** Adds a tap to it; the file is made when there is none. Answers which files were changed. Throws `ConfigInvalid`. */
export async function addCustomTap(root: string, env: NodeJS.ProcessEnv, entry: NewEntry): Promise<readonly string[]> {
  if ((await readText(root, CUSTOM_FILE, new Map())) === null)
    writeProjectFile(root, CUSTOM_FILE, newFileText({ plugins: { extractors: [entry] } }));
  const wasIncluded = !(await includeFile(root, env, CUSTOM_FILE, `./${CUSTOM_FILE}`));
  const edit = await openProjectEdit(root, env);
  const list = ['plugins', 'extractors'] as const;
  if (edit.entry(list, entry.name) === null) edit.file(CUSTOM_FILE)?.addEntry(list, entry);
  edit.save();
  return wasIncluded ? [CUSTOM_FILE] : [CUSTOM_FILE, 'meltano.yml'];
}
