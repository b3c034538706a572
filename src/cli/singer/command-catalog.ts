/** The catalog of a tap for a command: from a Singer program, or from a native tap. */
import type { JsonObject } from '../../model/json';
import { catalogArguments, tapCatalog } from '../../processes/tap-catalog';
import { failedError } from '../cli-error';
import type { CommandPlugin } from './open-command-plugin';
import { isNative, nativeCatalog } from './native-taps';

interface CatalogOptions {
  readonly refresh: boolean;
  readonly signal: AbortSignal;
}

/** With the tap's rules. Throws when the tap has no catalog. */
export async function commandCatalog({ open, say }: CommandPlugin, options: CatalogOptions): Promise<JsonObject> {
  const { refresh, signal } = options;
  if (isNative(open.plugin)) return nativeCatalog(open.project, open.plugin, say, signal);
  const catalog = await tapCatalog(open, { refresh, signal, warn: say });
  if (catalog === null) {
    throw failedError(
      `\`${open.plugin.name}\` has no catalog: its \`capabilities\` name neither \`discover\` nor \`catalog\`.`,
      'Add what the tap can do, or give a file with `catalog:`.',
    );
  }
  // Says it when the tap does not take what was found.
  catalogArguments(open, catalog, say);
  return catalog;
}
