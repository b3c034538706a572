/** `meltemi config test`: whether a tap's configuration is good, shown by a first record or, of a native tap, by its catalog. */
import { testTap } from '../../processes/test-tap';
import { EXIT, failedError, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { kindOf } from '../plugin-kinds';
import { isNative, nativeCatalog } from '../singer/native-taps';
import { openCommandPlugin } from '../singer/open-command-plugin';

export async function configTestCommand(
  context: CommandContext,
  name: string,
  options: { readonly pluginType?: string },
): Promise<ExitCode> {
  if (name === 'meltano') throw usageError('There is no test for the project itself.', 'Run `meltemi validate`.');
  const project = await loadProject(context);
  const ref = project.findPlugin(name, kindOf(options.pluginType));
  if (ref.kind !== 'extractors')
    throw usageError(`\`${name}\` is no tap, and only taps can be tested.`, 'Name an extractor.');
  const plugin = openCommandPlugin(context, project, ref);
  try {
    if (isNative(plugin.open.plugin)) {
      await nativeCatalog(project, plugin.open.plugin, plugin.say, new AbortController().signal);
    } else {
      const { problem } = await testTap(plugin.open, plugin.say);
      if (problem !== null) {
        const remedy = `Look at what it gets: \`meltemi config print ${name}\`.`;
        throw failedError(`Plugin configuration is invalid: \`${name}\` brought no record. ${problem}`, remedy);
      }
    }
    printLines(context.stdout, ['Plugin configuration is valid']);
    return EXIT.ok;
  } finally {
    plugin.open.close();
  }
}
