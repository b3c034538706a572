/** Makes sure that the project takes a file that a command has written. */
import { openProjectEdit } from '../../project/edit/project-edit';

/** True: `pattern` was added to `include_paths`, for nothing there matched the file at `path`. */
export async function includeFile(
  root: string,
  env: NodeJS.ProcessEnv,
  path: string,
  pattern: string,
): Promise<boolean> {
  const edit = await openProjectEdit(root, env);
  if (edit.file(path) !== null) return false;
  edit.main.append(['include_paths'], pattern);
  edit.save();
  return true;
}
