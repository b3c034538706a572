/** The folder in which a project keeps what a run needs on this machine: the server's data, pages, locks, logs. */
import { join } from 'node:path';

export function stateDirectory(projectRoot: string): string {
  return join(projectRoot, '.meltemi');
}
