/** A native tap as a Singer program: its messages, or its catalog, on stdout. */
import type { JsonObject } from '../../../model/json';
import { jsonText } from '../../../model/lossless-json';
import { tellFaults } from '../../../model/map-faults';
import { EXIT, type ExitCode } from '../../cli-error';
import { printLines, type CommandContext } from '../../command-context';
import { GatheredOutput } from '../gathered-output';
import { Interruption } from '../interruption';
import { readJsonFile } from '../json-file';
import type { SingerTapOptions } from '../singer-tap-options';
import { TapMaps } from '../tap-maps';
import { MappedOutput } from './mapped-output';
import { catalogOf, readNative } from './read-native';
import type { NativeSingerTap } from './open-native-tap';

/** Ends with the messages of what was read and an error when a stream fails; a signal ends it with what was written until then. */
export async function runNativeTap(
  context: CommandContext,
  native: NativeSingerTap,
  options: SingerTapOptions,
): Promise<ExitCode> {
  const { tap, say, settings } = native;
  const interruption = new Interruption();
  const { signal } = interruption;
  const output = new GatheredOutput(process.stdout);
  const maps = TapMaps.of(settings);
  const warn = (message: string): void => say(`warning: ${message}`);
  try {
    if (options.discover === true) {
      printLines(context.stdout, [jsonText(await catalogOf(native, signal), 2)]);
      return EXIT.ok;
    }
    await readNative(native, {
      catalog: await fileOf(options.catalog, 'catalog'),
      state: await fileOf(options.state, 'state'),
      output: new MappedOutput(output, maps),
      signal,
      nowMs: Date.now,
      warn,
    });
    await output.flush();
    if (maps?.faults) warn(tellFaults(maps.faults));
    return EXIT.ok;
  } catch (error) {
    await output.flush();
    if (interruption.exitCode === null) throw error;
    return interruption.exitCode;
  } finally {
    interruption.release();
    await tap.close();
  }
}

function fileOf(path: string | undefined, what: 'catalog' | 'state'): Promise<JsonObject | null> {
  return path === undefined ? Promise.resolve(null) : readJsonFile(path, what);
}
