/**
 * The project's id, the first part of all workflow ids. Without `project_id` it is the folder's name. Commands that write the settings
 * add a `project_id` as Meltano does; it is made of the folder's name, so that the project keeps its workflows, states and locks.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/** `written`: by `MELTANO_PROJECT_ID` or `project_id`; null: nobody. Letters, digits, `-` and `_`. */
export function projectId(root: string, written: string | null): string {
  const name = basename(root);
  const id = written === null || written === '' || written === madeProjectId(root) ? name : written;
  return id.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'project';
}

/** A UUID (version 8: of our own making) that is always the same for a folder's name. */
export function madeProjectId(root: string): string {
  const hash = createHash('sha256')
    .update(`meltemi project ${basename(root)}`)
    .digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
