/** A tap written with the SDK as a Singer program: its messages, or its catalog, on stdout. */
import { setTimeout as delay } from 'node:timers/promises';
import { tellFaults } from '../../model/map-faults';
import { jsonText } from '../../model/lossless-json';
import { HttpClient } from '../../sdk';
import { discoveredCatalog } from '../../sdk/singer/discovered-catalog';
import { runTap } from '../../sdk/singer/run-tap';
import { EXIT, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { openNamedTap } from './author-tap';
import { openNativeTap } from './native/open-native-tap';
import { runNativeTap } from './native/run-native-tap';
import { GatheredOutput } from './gathered-output';
import { Interruption } from './interruption';
import { readJsonFile } from './json-file';
import type { SingerTapOptions } from './singer-tap-options';
import { TapMaps } from './tap-maps';

/** Ends with the messages of what was read and an error when a stream fails; a signal ends it with the state as it is then. */
export async function runSingerTap(
  context: CommandContext,
  name: string,
  options: SingerTapOptions,
): Promise<ExitCode> {
  const native = await openNativeTap(context, name, options);
  if (native !== null) return runNativeTap(context, native, options);
  const { tap, say } = await openNamedTap(context, name, options.config);
  if (options.discover === true) {
    printLines(context.stdout, [jsonText(discoveredCatalog(tap), 2)]);
    return EXIT.ok;
  }
  const maps = TapMaps.of(tap.config);
  const output = new GatheredOutput(process.stdout);
  const client = new HttpClient();
  const interruption = new Interruption();
  const { signal } = interruption;
  try {
    await runTap(tap, {
      catalog: options.catalog === undefined ? null : await readJsonFile(options.catalog, 'catalog'),
      state: options.state === undefined ? null : await readJsonFile(options.state, 'state'),
      maps,
      output,
      warn: (message) => say(`warning: ${message}`),
      run: { client, signal, sleep: (seconds) => delay(seconds * 1000, undefined, { signal }) },
    });
  } catch (error) {
    await output.flush();
    if (interruption.exitCode === null) throw error;
  } finally {
    interruption.release();
    await client.close();
  }
  await output.flush();
  if (maps?.faults) say(`warning: ${tellFaults(maps.faults)}`);
  return interruption.exitCode ?? EXIT.ok;
}
