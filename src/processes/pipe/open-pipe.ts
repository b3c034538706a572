/** The plugins of a pipe made ready: settings resolved, the catalog there and shared out, the files written that they are given. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import { jsonText, parseJson } from '../../model/lossless-json';
import type { PipeIo, PipeRequest } from '../../model/singer-pipe';
import { isMapping } from '../../model/state-document';
import type { Extras, Project } from '../../project/project';
import { onlyStreams, readStreams } from '../../singer/catalog/program-catalog';
import { openPlugin, type OpenPlugin } from '../open-plugin';
import type { OwnPrograms } from '../own-program';
import type { SilenceLimits } from '../silence';
import { catalogArguments, takesCatalog, tapCatalog } from '../tap-catalog';
import { loaderConfig } from './loader-config';
import type { Role } from './pipe-verdict';
import { shareOut } from './share-out';

export interface PipePlugin {
  readonly role: Role;
  readonly open: OpenPlugin;
  readonly args: readonly string[];
}

/** Programs one behind the other, with some of the streams. */
export interface Lane {
  /** Tap first. */
  readonly plugins: readonly PipePlugin[];
  /** Those that the catalog selects, by their names in it; empty for a tap without a catalog. */
  readonly streams: readonly string[];
}

export interface OpenedPipe {
  /** One, or as many as `parallel_programs` and the streams allow. */
  readonly lanes: readonly Lane[];
  /** What each tap is given; empty: nothing. */
  readonly state: JsonObject;
  /** Deletes the files that the programs were given. */
  readonly close: () => void;
}

/** Throws as `runPipe` does. */
export async function openPipe(
  project: Project,
  request: PipeRequest,
  io: PipeIo,
  own: OwnPrograms,
  silence: SilenceLimits,
): Promise<OpenedPipe> {
  const { redactor } = io;
  const folder = project.root;
  const opened: OpenPlugin[] = [];
  const close = (): void => {
    for (const plugin of opened) plugin.close();
  };
  const open = (...args: Parameters<typeof openPlugin>): OpenPlugin => {
    const plugin = openPlugin(...args);
    opened.push(plugin);
    for (const warning of plugin.plugin.warnings) io.onLine(plugin.plugin.name, redactor.text(warning));
    return plugin;
  };
  try {
    const extras = extrasOf(request);
    const tap = open(project, { kind: 'extractors', name: request.tap, folder, redactor, own, extras });
    const mappers = request.mappings.map((name): PipePlugin => {
      const mapping = project.resolveMapping(name);
      redactor.add(mapping.secrets);
      const mapper = open(project, { kind: 'mappers', name: mapping.mapper, folder, redactor, own });
      return { role: 'Mapper', open: mapper, args: mapper.configArguments(mapping.config) };
    });
    const target = open(project, {
      kind: 'loaders',
      name: request.target,
      behindTap: request.tap,
      folder,
      redactor,
      own,
    });
    const config = loaderConfig({ tap, hasMappers: mappers.length > 0, target }, (line) =>
      io.onLine(target.plugin.name, line),
    );
    const loader: PipePlugin = { role: 'Loader', open: target, args: target.configArguments(config) };
    const { taps, state } = await openTaps(tap, request, io, { most: mostLanes(tap, target), silence });
    const lanes = taps.map(({ args, streams }): Lane => {
      return { streams, plugins: [{ role: 'Extractor', open: tap, args }, ...mappers, loader] };
    });
    return { lanes, state, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The loader's word counts for more: it knows whether it may run more than once at a time. */
function mostLanes(tap: OpenPlugin, target: OpenPlugin): number {
  return target.plugin.extras.parallelPrograms ?? tap.plugin.extras.parallelPrograms ?? 1;
}

/** What the run says in place of the project. */
function extrasOf({ select, catalogFile, stateFile }: PipeRequest): Partial<Extras> {
  return {
    ...(select.length === 0 ? {} : { selectFilter: select }),
    ...(catalogFile === undefined ? {} : { catalog: catalogFile }),
    ...(stateFile === undefined ? {} : { state: stateFile }),
  };
}

interface LaneTap {
  readonly args: readonly string[];
  readonly streams: readonly string[];
}

async function openTaps(
  tap: OpenPlugin,
  request: PipeRequest,
  io: PipeIo,
  { most, silence }: { readonly most: number; readonly silence: SilenceLimits },
): Promise<{ readonly taps: readonly LaneTap[]; readonly state: JsonObject }> {
  const { name } = tap.plugin;
  const warn = (message: string): void => io.onLine(name, message);
  const text = stateFor(tap, request, warn);
  const catalog = await tapCatalog(tap, {
    refresh: request.refreshCatalog,
    warn,
    signal: AbortSignal.any([io.stop, io.kill]),
    onLine: (line) => io.onLine(name, line),
    silence,
  });
  const states = text === null ? [] : ['--state', tap.writeFile('state.json', text)];
  // The order in which Meltano gives them: a tap may be a script that counts on it.
  const withCatalog = (some: JsonObject | null, streams: readonly string[]): LaneTap => ({
    args: [...tap.configArguments(), ...catalogArguments(tap, some, warn), ...states],
    streams,
  });
  const groups = catalog === null || !takesCatalog(tap) ? [] : shareOut(readStreams(catalog), most);
  if (catalog === null || groups.length < 2) return { taps: [withCatalog(catalog, groups[0] ?? [])], state: {} };
  const taps = groups.map((streams) => withCatalog(onlyStreams(catalog, streams), streams));
  return { taps, state: given(text) };
}

/** What cannot be read as a state is the tap's to complain about. */
function given(text: string | null): JsonObject {
  if (text === null) return {};
  try {
    const state = parseJson(text);
    return isMapping(state) ? state : {};
  } catch {
    return {};
  }
}

/** The text of the state file; null: none. */
function stateFor(tap: OpenPlugin, request: PipeRequest, warn: (message: string) => void): string | null {
  const { extras, program } = tap.plugin;
  const file = request.useStateFile ? extras.state : null;
  if (file === null && request.state === null) {
    warn('No state was found, complete import.');
    return null;
  }
  if (!program.capabilities.has('state')) {
    warn('There is a state, but the `capabilities` of the tap do not name `state`: complete import.');
    return null;
  }
  if (file !== null) return readStateFile(tap, file);
  return request.state === null ? null : jsonText(request.state, 2);
}

function readStateFile({ plugin, project }: OpenPlugin, path: string): string {
  try {
    return readFileSync(resolve(project.root, path), 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const reason = `The state file \`${path}\` of \`${plugin.name}\` cannot be read: ${why}.`;
    throw new MeltemiError('ConfigInvalid', reason, 'Correct `state:`; it is relative to the project.', { cause });
  }
}
