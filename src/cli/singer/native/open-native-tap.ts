/** The native tap that `meltemi singer` is about: by its own name with a file of settings, or as a plugin of the project. */
import type { JsonObject } from '../../../model/json';
import { Redactor } from '../../../model/redactor';
import { implementationOf } from '../../../project/implementation';
import { hasSingerForm, type SingerForm } from '../../../taps/singer-form';
import { isNativeTap, tapFactoryFor } from '../../../taps/registry';
import type { Tap } from '../../../taps/tap';
import { printLines, type CommandContext } from '../../command-context';
import { loadProject } from '../../load-project';
import { readSettingsFile } from '../json-file';
import { isNative } from '../native-taps';
import { SDK_FORM } from './sdk-form';

export interface NativeSingerTap {
  readonly tap: Tap;
  readonly form: SingerForm;
  readonly settings: JsonObject;
  /** Prints a line on stderr, without the plugin's secrets. */
  readonly say: (line: string) => void;
}

interface NativeOptions {
  readonly config?: string;
  readonly variant?: string;
}

/** Null: the name means no native tap. Throws `ConfigInvalid` for settings and for a variant that the tap does not know. */
export async function openNativeTap(
  context: CommandContext,
  name: string,
  { config, variant }: NativeOptions,
): Promise<NativeSingerTap | null> {
  const redactor = new Redactor();
  const say = (line: string): void => printLines(context.stderr, [redactor.text(line)]);
  const settings = config === undefined ? null : await readSettingsFile(config);
  if (settings !== null && isNativeTap(name)) return made({ name, variant: null }, settings, name, variant, say);
  if (/\.[cm]?[jt]s$/.test(name)) return null;
  const project = await loadProject(context);
  const ref = project.findPlugin(name, 'extractors');
  const plugin = project.resolvePlugin(ref.kind, ref.name);
  if (!isNative(plugin) || plugin.source !== null) return null;
  redactor.add(plugin.secrets);
  return made(implementationOf(project, plugin), settings ?? plugin.settings, plugin.name, variant, say);
}

function made(
  kind: { readonly name: string; readonly variant: string | null },
  settings: JsonObject,
  pluginName: string,
  variant: string | undefined,
  say: (line: string) => void,
): NativeSingerTap {
  const warn = (message: string): void => say(`warning: ${message}`);
  const tap = tapFactoryFor(kind)(settings, { pluginName, faultPoint: () => undefined, warn });
  const form = hasSingerForm(tap) ? tap.singerForm(variant ?? kind.variant) : SDK_FORM;
  return { tap, form, settings, say };
}
