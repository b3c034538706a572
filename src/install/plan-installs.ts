/** Which of a project's plugins are to be installed, and why the others are not. */
import { MeltemiError } from '../model/errors';
import type { PluginKind } from '../project/entries';
import type { PluginInstallation } from '../project/installable';
import { didYouMean } from '../model/suggest';

export interface InstallSelection {
  /** Null: all kinds. */
  readonly kind: PluginKind | null;
  /** Empty: all. */
  readonly names: readonly string[];
  /** Installs those that have an implementation in Meltemi as well, for Meltano's own use. */
  readonly includeNative: boolean;
}

/** `native`: Meltemi runs it itself. `nothing`: it has no `pip_url`. `unused`: a kind that is never run. */
export type SkipReason = 'native' | 'nothing' | 'unused';

export interface InstallJob {
  /** One of those that use the environment; it decides what is installed. */
  readonly plugin: PluginInstallation;
  /** The names of the plugins of this selection that share it. */
  readonly sharedBy: readonly string[];
}

export interface InstallPlan {
  readonly jobs: readonly InstallJob[];
  readonly skipped: readonly { readonly plugin: PluginInstallation; readonly reason: SkipReason }[];
}

/** File bundles and dbt packages for old Meltanos; they are no programs. */
const UNUSED_KINDS: ReadonlySet<PluginKind> = new Set(['files', 'transforms']);

/** Throws `ConfigInvalid` for a name that no plugin has. */
export function planInstalls(
  plugins: readonly PluginInstallation[],
  selection: InstallSelection,
  isNative: (plugin: PluginInstallation) => boolean,
): InstallPlan {
  const jobs = new Map<string, InstallJob>();
  const skipped: { plugin: PluginInstallation; reason: SkipReason }[] = [];
  for (const plugin of selectPlugins(plugins, selection)) {
    const reason = reasonToSkip(plugin, !selection.includeNative && isNative(plugin));
    if (reason !== null) {
      skipped.push({ plugin, reason });
      continue;
    }
    const job = jobs.get(plugin.folder);
    if (job === undefined) jobs.set(plugin.folder, { plugin: ownerOf(plugin, plugins), sharedBy: [plugin.name] });
    else jobs.set(plugin.folder, { ...job, sharedBy: [...job.sharedBy, plugin.name] });
  }
  return { jobs: [...jobs.values()], skipped };
}

/** The names of the blocks of a job's tasks, without their commands, to the plugins behind them. */
export function pluginsOfTasks(
  plugins: readonly PluginInstallation[],
  tasks: readonly (string | readonly string[])[],
): readonly string[] {
  const blocks = tasks.flat().flatMap((task) => task.split(/\s+/).map((word) => word.replace(/:.*$/, '')));
  return plugins.filter((plugin) => plugin.blocks.some((block) => blocks.includes(block))).map(({ name }) => name);
}

function selectPlugins(
  plugins: readonly PluginInstallation[],
  { kind, names }: InstallSelection,
): readonly PluginInstallation[] {
  const ofKind = plugins.filter((plugin) => kind === null || plugin.kind === kind);
  for (const name of names) {
    if (ofKind.some((plugin) => plugin.name === name)) continue;
    const where = kind === null ? 'plugins' : kind;
    const known = ofKind.map((plugin) => plugin.name);
    throw new MeltemiError(
      'ConfigInvalid',
      `There is no plugin \`${name}\` among the ${where} of the project.${didYouMean(name, known)}`,
      'Correct the name, or add it with `meltemi add`.',
    );
  }
  return names.length === 0 ? ofKind : ofKind.filter((plugin) => names.includes(plugin.name));
}

function reasonToSkip(plugin: PluginInstallation, native: boolean): SkipReason | null {
  if (UNUSED_KINDS.has(plugin.kind)) return 'unused';
  if (native) return 'native';
  return plugin.pip === null ? 'nothing' : null;
}

/** A child is installed as its parent is, so that both orders of installing give the same fingerprint. */
function ownerOf(plugin: PluginInstallation, plugins: readonly PluginInstallation[]): PluginInstallation {
  return plugins.find((other) => other.kind === plugin.kind && other.name === plugin.home) ?? plugin;
}
