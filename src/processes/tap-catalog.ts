/** The catalog that a Singer tap is run with: given by the project, kept from before, or discovered; then the tap's rules on top. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MeltemiError } from '../model/errors';
import type { JsonObject } from '../model/json';
import { parseCatalog } from '../singer/catalog/catalog';
import { applyTapRules } from '../singer/catalog/tap-rules';
import { CatalogCache } from './catalog-cache';
import { collectOutput } from './collect-output';
import type { OpenPlugin } from './open-plugin';
import type { SilenceLimits } from './silence';

export interface CatalogRequest {
  /** Discover even when a catalog is kept. */
  readonly refresh: boolean;
  readonly warn: (message: string) => void;
  readonly signal?: AbortSignal;
  /** Gets each masked line that the tap writes to stderr while it discovers. */
  readonly onLine?: (line: string) => void;
  readonly silence?: SilenceLimits;
}

/**
 * Null: the tap has none. Throws `PluginFailed`, `PluginKilled`, `PluginSilent`, `PluginMissing`, `RecordInvalid` for a catalog that is none, and `ConfigInvalid` when
 * rules have no catalog to be applied to.
 */
export async function tapCatalog(open: OpenPlugin, request: CatalogRequest): Promise<JsonObject | null> {
  const { name, extras, program } = open.plugin;
  const catalog = await rawCatalog(open, request);
  if (!takesCatalog(open)) return catalog;
  if (catalog === null) {
    throw new MeltemiError(
      'ConfigInvalid',
      `\`${name}\` takes a catalog and cannot discover one: its \`capabilities\` do not name \`discover\`.`,
      `Add \`discover\`, or give a file with \`catalog:\`. Its capabilities are ${[...program.capabilities].join(', ')}.`,
    );
  }
  const ruled = applyTapRules(catalog, extras);
  for (const line of ruled.warnings) request.warn(`${line} of \`${name}\`.`);
  return ruled.catalog;
}

/** `--catalog <file>`, by the word that the tap knows it by; nothing for a tap that takes none. */
export function catalogArguments(
  open: OpenPlugin,
  catalog: JsonObject | null,
  warn: (message: string) => void,
): readonly string[] {
  if (catalog === null) return [];
  const { name, program } = open.plugin;
  if (!takesCatalog(open)) {
    warn(`The catalog of \`${name}\` is not used: its \`capabilities\` name neither \`catalog\` nor \`properties\`.`);
    return [];
  }
  const flag = program.capabilities.has('catalog') ? '--catalog' : '--properties';
  return [flag, open.writeFile('properties.json', catalog)];
}

export function takesCatalog({ plugin }: OpenPlugin): boolean {
  const { capabilities } = plugin.program;
  return capabilities.has('catalog') || capabilities.has('properties');
}

async function rawCatalog(open: OpenPlugin, request: CatalogRequest): Promise<JsonObject | null> {
  const { plugin } = open;
  const what = `The catalog of \`${plugin.name}\``;
  if (plugin.extras.catalog !== null) return parseCatalog(readGiven(open, plugin.extras.catalog), what);
  if (!plugin.program.capabilities.has('discover')) return null;
  const cache = new CatalogCache(open.runFolder, plugin);
  const kept = request.refresh || !plugin.extras.useCachedCatalog ? null : cache.read();
  if (kept !== null) return parseCatalog(kept, what);
  const { signal, onLine, silence } = request;
  const text = await collectOutput(open, {
    args: [...open.configArguments(), '--discover'],
    what: 'Discovering the catalog',
    ...(signal === undefined ? {} : { signal }),
    ...(onLine === undefined ? {} : { onLine }),
    ...(silence === undefined ? {} : { silence }),
  });
  const catalog = parseCatalog(text, what);
  cache.write(text);
  return catalog;
}

function readGiven({ plugin, project }: OpenPlugin, path: string): string {
  const file = resolve(project.root, path);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const reason = `The catalog \`${path}\` of \`${plugin.name}\` cannot be read: ${why}.`;
    throw new MeltemiError('ConfigInvalid', reason, 'Correct `catalog:`; it is relative to the project.', { cause });
  }
}
