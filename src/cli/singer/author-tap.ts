/** The tap that `meltemi singer` is about: a module by its path, or a plugin that is a tap of the project. */
import { resolve } from 'node:path';
import { Redactor } from '../../model/redactor';
import { implementationOf } from '../../project/implementation';
import type { Tap } from '../../sdk';
import { loadAuthorTap } from '../../taps/registry';
import { usageError } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { readSettingsFile } from './json-file';

export interface NamedTap {
  readonly tap: Tap;
  /** Prints a line on stderr, without the plugin's secrets. */
  readonly say: (line: string) => void;
}

const MODULE = /\.[cm]?[jt]s$/;

/**
 * `config`: a file with the settings; absent: those of the plugin, none for a module. Throws `ConfigInvalid` for a module that is no tap,
 * and for settings that it does not take.
 */
export async function openNamedTap(
  context: CommandContext,
  name: string,
  config: string | undefined,
): Promise<NamedTap> {
  const settings = config === undefined ? null : await readSettingsFile(config);
  const redactor = new Redactor();
  const say = (line: string): void => printLines(context.stderr, [redactor.text(line)]);
  if (MODULE.test(name)) {
    const path = resolve(context.globals.cwd ?? process.cwd(), name);
    return { tap: await loadAuthorTap({ kind: 'module', path }, settings ?? {}), say };
  }
  const project = await loadProject(context);
  const ref = project.findPlugin(name, 'extractors');
  const plugin = project.resolvePlugin(ref.kind, ref.name);
  redactor.add(plugin.secrets);
  const { source } = implementationOf(project, plugin);
  if (source === null) throw noSource(name);
  return { tap: await loadAuthorTap(source, settings ?? plugin.settings), say };
}

function noSource(name: string): Error {
  return usageError(
    `\`${name}\` has no \`module\` and no block \`rest\`, so it cannot be called as a Singer program here.`,
    'Name a native tap (`tap-postgres`), a plugin that is a tap written with the SDK (`module` or `rest`), the path of such a module, or `meltano-map-transformer`; other plugins are programs themselves: `meltemi invoke`.',
  );
}
