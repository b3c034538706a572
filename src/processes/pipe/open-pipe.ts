/** The plugins of a pipe made ready: settings resolved, the catalog there, the files written that they are given. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MeltemiError } from '../../model/errors';
import { jsonText } from '../../model/lossless-json';
import type { PipeIo, PipeRequest } from '../../model/singer-pipe';
import type { Extras, Project } from '../../project/project';
import { openPlugin, type OpenPlugin } from '../open-plugin';
import type { OwnPrograms } from '../own-program';
import { catalogArguments, tapCatalog } from '../tap-catalog';
import type { Role } from './pipe-verdict';

export interface PipePlugin {
  readonly role: Role;
  readonly open: OpenPlugin;
  readonly args: readonly string[];
}

/** Tap first. Close each of them at the end. Throws as `runPipe` does. */
export async function openPipe(
  project: Project,
  request: PipeRequest,
  io: PipeIo,
  own: OwnPrograms,
): Promise<readonly PipePlugin[]> {
  const { redactor } = io;
  const folder = project.root;
  const opened: OpenPlugin[] = [];
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
    const args = await tapArguments(tap, request, io);
    return [
      { role: 'Extractor', open: tap, args },
      ...mappers,
      { role: 'Loader', open: target, args: target.configArguments() },
    ];
  } catch (error) {
    for (const plugin of opened) plugin.close();
    throw error;
  }
}

/** What the run says in place of the project. */
function extrasOf({ select, catalogFile, stateFile }: PipeRequest): Partial<Extras> {
  return {
    ...(select.length === 0 ? {} : { selectFilter: select }),
    ...(catalogFile === undefined ? {} : { catalog: catalogFile }),
    ...(stateFile === undefined ? {} : { state: stateFile }),
  };
}

async function tapArguments(tap: OpenPlugin, request: PipeRequest, io: PipeIo): Promise<readonly string[]> {
  const { name } = tap.plugin;
  const warn = (message: string): void => io.onLine(name, message);
  const state = stateFor(tap, request, warn);
  const catalog = await tapCatalog(tap, {
    refresh: request.refreshCatalog,
    warn,
    signal: AbortSignal.any([io.stop, io.kill]),
    onLine: (line) => io.onLine(name, line),
  });
  const args = [...tap.configArguments(), ...catalogArguments(tap, catalog, warn)];
  return state === null ? args : [...args, '--state', tap.writeFile('state.json', state)];
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
