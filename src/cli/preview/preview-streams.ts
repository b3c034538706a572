/** The first records of a tap's streams, through the mappings: read from the source, written nowhere. */
import { compileStreamMaps } from '../../maps/compile-stream-map';
import type { CompiledMap, MapOutput } from '../../maps/compile-stream-map';
import { mapChunks } from '../../maps/page-mapper';
import type { JsonObject } from '../../model/json';
import type { Redactor } from '../../model/redactor';
import { JsonLineEncoder } from '../../pages/encoding/json-lines';
import { RowSplitter } from '../../pages/encoding/row-splitter';
import { openTapProgram } from '../../processes/open-tap-program';
import type { Project, ResolvedPlugin } from '../../project/project';
import { selectStreams, type Selection } from '../../project/select';
import { programTap, tapFactoryFor } from '../../taps/registry';
import type { Catalog, SelectedStream, Tap } from '../../taps/tap';
import { isNative } from '../singer/native-taps';
import { MemoryPage } from './memory-page';

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

/** Bytes and seconds are no limit here: the rows are few. */
const PAGE_BYTES = 64 * 1024 * 1024;
const PAGE_SECONDS = 600;
/** A record longer than this is cut by nobody: the buffer grows with it. */
const LINE_BYTES = 64 * 1024;

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
  const { tap, select } = isNative(plugin)
    ? nativeTap(plugin, request.select, warn)
    : tapOfProgram(project, request, redactor);
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

interface OpenTap {
  readonly tap: Tap;
  readonly select: (catalog: Catalog) => Selection;
}

function nativeTap(plugin: ResolvedPlugin, only: readonly string[], warn: (message: string) => void): OpenTap {
  const factory = tapFactoryFor({ name: plugin.baseName, variant: plugin.variant });
  const tap = factory(plugin.settings, { pluginName: plugin.name, faultPoint: () => undefined, warn });
  return { tap, select: (catalog) => selectStreams(catalog, plugin, only) };
}

/** Its catalog holds what is selected already. As a full table it is cut at any record, and not at its next state. */
function tapOfProgram(project: Project, { tap: name, select }: PreviewRequest, redactor: Redactor): OpenTap {
  const nobody = (): void => undefined;
  const program = openTapProgram(project, { name, select, refreshCatalog: false, redactor, onLine: nobody });
  const replication = { method: 'FULL_TABLE', snapshot: true } as const;
  return {
    tap: programTap(program, nobody),
    select: ({ streams }) => ({ streams: streams.map(({ stream }) => ({ ...stream, replication })), warnings: [] }),
  };
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
    const page = new MemoryPage();
    const limits = { maxRows: limit, maxBytes: PAGE_BYTES, maxSeconds: PAGE_SECONDS };
    const position = { kind: 'start', bookmark: null } as const;
    await tap.extractPage(
      { stream, position, limits, encoding: 'text', sessionKey: `preview/${stream.name}` },
      page,
      signal,
    );
    yield* mapped(stream.name, map, page, limit);
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

function jsonLines(chunks: readonly Buffer[], schema: MapOutput['schema'], limit: number): readonly string[] {
  const encoder = new JsonLineEncoder(schema);
  const splitter = new RowSplitter();
  const lines: string[] = [];
  for (const block of chunks.flatMap((chunk) => [...splitter.push(chunk)])) {
    encoder.begin(block);
    while (!encoder.done && lines.length < limit) {
      const out = Buffer.alloc(Math.max(LINE_BYTES, encoder.needed));
      const text = out.toString('utf8', 0, encoder.fill(out, 0));
      lines.push(...text.split('\n').filter((line) => line !== ''));
    }
  }
  return lines.slice(0, limit);
}
