/** Finds the processes of plugins below the workers: whose config file a process was given says which plugin it is. */
import { commandLine, parentsByPid } from '../../support/process-tree';
import type { Role } from './jobs';

/** `--config <project>/.meltano/run/from-tap-merge/tap.<uuid>.config.json`, as `src/processes/open-plugin.ts` names it. */
const CONFIG = /--config (\S+)\/\.meltano\/run\/[^/\s]+\/(tap|mapper|target)\.\S+\.config\.json/;

export interface PluginProcess {
  readonly pid: number;
  readonly role: Role;
}

/** Those that run for the project, under a worker or left alone by one. A program's own children are not among them. */
export function pluginProcesses(project: string): readonly PluginProcess[] {
  const found = new Map<number, Role>();
  const parents = parentsByPid();
  for (const pid of parents.keys()) {
    const [, root, role] = CONFIG.exec(commandLine(pid)) ?? [];
    if (root === project) found.set(pid, role as Role);
  }
  return [...found].flatMap(([pid, role]) => (found.has(parents.get(pid) ?? 0) ? [] : [{ pid, role }]));
}
