/** What a `config` command is about: a plugin, or the project itself under the name `meltano`. */
import type { CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { kindOf, kindTitle } from '../plugin-kinds';
import type { PluginRef, Project } from '../../project/project';
import type { SettingsInspection } from '../../project/settings-request';

export interface SubjectOptions {
  readonly pluginType?: string;
  /** Show secrets. */
  readonly unsafe: boolean;
}

export interface Subject {
  readonly project: Project;
  readonly ref: PluginRef | 'meltano';
  /** `Extractor 'tap-x'`, `Meltano`. */
  readonly title: string;
  readonly inspection: SettingsInspection;
}

/** The default environment does not count here. Throws `ConfigInvalid` for an unknown plugin. */
export async function openSubject(context: CommandContext, name: string, options: SubjectOptions): Promise<Subject> {
  const project = await loadProject(context, { ignoreDefaultEnvironment: true });
  const kind = kindOf(options.pluginType);
  const isProject = name === 'meltano' && kind === undefined && !project.plugins.some((plugin) => plugin.name === name);
  const ref = isProject ? 'meltano' : project.findPlugin(name, kind);
  const title = ref === 'meltano' ? 'Meltano' : `${kindTitle(ref.kind)} '${ref.name}'`;
  return { project, ref, title, inspection: project.inspect(ref) };
}
