/** The first records of a tap's streams, through the mappings: read from the source, written nowhere. */
import { compileStreamMaps } from '../../maps/compile-stream-map';
import type { CompiledMap } from '../../maps/compile-stream-map';
import { mapChunks } from '../../maps/page-mapper';
import type { JsonObject } from '../../model/json';
import type { Redactor } from '../../model/redactor';
import type { Project } from '../../project/project';
import type { SelectedStream, Tap } from '../../taps/tap';
import { firstRecords, openFirstRecords } from './first-records';
import { jsonLines } from './json-of-lines';
import type { MemoryPage } from './memory-page';

export interface PreviewRequest {
  readonly tap: string;
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
  const mappings = request.mappings.map((name) => project.resolveMapping(name));
  for (const { secrets } of [plugin, ...mappings]) redactor.add(secrets);
  const warnings = [...plugin.warnings, ...mappings.flatMap((mapping) => mapping.warnings)];
  const warn = (message: string): void => void warnings.push(message);
  const { tap, select } = openFirstRecords(project, plugin, request.select, redactor, warn);
  const configs = mappings.map((mapping) => mapping.config);
  try {
    const selection = select(await tap.discover(signal));
    warnings.push(...selection.warnings);
    const streams = previewAll(tap, selection.streams, configs, request.limit, signal);
    return { streams, warnings, close: () => tap.close() };
  } catch (error) {
    await tap.close();
    throw error;
  }
}

async function* previewAll(
  tap: Tap,
  streams: readonly SelectedStream[],
  configs: readonly JsonObject[],
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<StreamPreview> {
  for (const stream of streams) {
    const map = compileStreamMaps(configs, { name: stream.name, schema: stream.schema });
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
