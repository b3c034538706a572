/** The first records of a tap's streams, through the mappings: read from the source, written nowhere. */
import { isNative as isNativePlugin } from '../../definitions/native/native-plugins';
import { compileStreamMaps } from '../../maps/compile-stream-map';
import type { CompiledMap } from '../../maps/compile-stream-map';
import { mapChain, type MapStep } from '../../maps/map-chain';
import { mapChunks } from '../../maps/page-mapper';
import type { Redactor } from '../../model/redactor';
import type { Project, ResolvedMapping, ResolvedPlugin } from '../../project/project';
import type { SelectedStream, Tap } from '../../taps/tap';
import { firstRecords, openFirstRecords } from './first-records';
import { jsonLines } from './json-of-lines';
import { isNative } from '../singer/native-taps';
import type { MemoryPage } from './memory-page';

export interface PreviewRequest {
  readonly tap: string;
  /** Mappings; the last may be a loader, whose own maps stand at the end then. */
  readonly mappings: readonly string[];
  /** Patterns of streams; empty: all that the project selects. */
  readonly select: readonly string[];
  /** Records read of each stream; maps may drop or double them. */
  readonly limit: number;
}

export interface StreamPreview {
  /** The tap's stream, and the one that the maps make of it. */
  readonly source: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly keyProperties: readonly string[];
  /** JSON texts, as the target would get the records. */
  readonly records: readonly string[];
}

export interface Previews {
  readonly streams: AsyncIterable<StreamPreview>;
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/** Throws `ConfigInvalid`, and what the source says. */
export async function openPreviews(
  project: Project,
  request: PreviewRequest,
  redactor: Redactor,
  signal: AbortSignal,
): Promise<Previews> {
  const plugin = project.resolvePlugin('extractors', request.tap);
  const { target, mappings } = behindTap(project, request);
  const behind = target === null ? mappings : [...mappings, target];
  for (const { secrets } of [plugin, ...behind]) redactor.add(secrets);
  const warnings = [plugin, ...behind].flatMap((each) => each.warnings);
  const warn = (message: string): void => void warnings.push(message);
  const { tap, select } = openFirstRecords(project, plugin, request.select, redactor, warn);
  const maps = mapChain({ tap: isNative(plugin) ? plugin : null, mappings, target });
  try {
    const selection = select(await tap.discover(signal));
    warnings.push(...selection.warnings);
    const streams = previewAll(tap, selection.streams, maps, request.limit, signal);
    return { streams, warnings, close: () => tap.close() };
  } catch (error) {
    await tap.close();
    throw error;
  }
}

interface BehindTap {
  readonly mappings: readonly ResolvedMapping[];
  /** Null: none is named, or it is a program, which maps by itself. */
  readonly target: ResolvedPlugin | null;
}

function behindTap(project: Project, { tap, mappings: names }: PreviewRequest): BehindTap {
  const last = names.at(-1);
  const isLoader = project.plugins.some(({ kind, name }) => kind === 'loaders' && name === last);
  const mappings = names.slice(0, isLoader ? -1 : names.length).map((name) => project.resolveMapping(name));
  if (last === undefined || !isLoader) return { mappings, target: null };
  const loader = project.resolvePlugin('loaders', last, tap);
  return { mappings, target: isNativeTarget(loader) ? loader : null };
}

/** A program that the project itself brings along is meant, whatever it is called. */
function isNativeTarget({ baseName, program }: ResolvedPlugin): boolean {
  return isNativePlugin('loaders', baseName) && !program.executable.includes('/');
}

async function* previewAll(
  tap: Tap,
  streams: readonly SelectedStream[],
  maps: readonly MapStep[],
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<StreamPreview> {
  for (const stream of streams) {
    const map = compileStreamMaps(maps, { name: stream.name, schema: stream.schema });
    if (map.outputs.length === 0) continue;
    yield* mapped(stream.name, map, await firstRecords(tap, stream, limit, signal), limit);
  }
}

async function* mapped(
  source: string,
  map: CompiledMap,
  page: MemoryPage,
  limit: number,
): AsyncGenerator<StreamPreview> {
  const chunks = map.outputs.map((): Buffer[] => []);
  for await (const { output, chunk } of mapChunks(asAsync(page.chunks), map)) chunks[output]?.push(chunk);
  for (const [index, { name, columns, keyProperties, ...output }] of map.outputs.entries()) {
    yield {
      source,
      name,
      columns: columns.map((column) => column.name),
      keyProperties,
      records: jsonLines(chunks[index] ?? [], output.schema, limit),
    };
  }
}

async function* asAsync(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}
