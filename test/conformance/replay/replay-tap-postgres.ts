/** Replays what both variants of tap-postgres print: the native tap as a Singer program reads the same tables and prints the same messages. */
import { MappedOutput } from '../../../src/cli/singer/native/mapped-output';
import { catalogOf, readNative } from '../../../src/cli/singer/native/read-native';
import { GatheredOutput } from '../../../src/cli/singer/gathered-output';
import { TapMaps } from '../../../src/cli/singer/tap-maps';
import { compactExact, parseExact } from '../../../src/model/exact-json';
import { MeltemiError } from '../../../src/model/errors';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { jsonText, parseJson } from '../../../src/model/lossless-json';
import { Writable } from 'node:stream';
import { createPostgresTap } from '../../../src/taps/postgres/postgres-tap';
import { caseDatabase, runSql } from './case-postgres';
import { show } from './differences';
import { isSame } from './same-json';

type Variant = 'meltanolabs' | 'pipelinewise';
type Metadata = readonly (readonly [readonly string[], JsonObject])[];

interface TapCase {
  readonly id: string;
  readonly sql: string;
  readonly schema?: string;
  readonly more_schemas?: readonly string[];
  readonly config?: JsonObject;
  readonly state?: JsonObject;
  readonly catalog_edit?: Readonly<Record<string, { readonly entry?: JsonObject; readonly metadata?: Metadata }>>;
  readonly expect: {
    readonly catalog?: JsonObject;
    readonly messages: readonly JsonObject[];
    readonly error?: JsonValue;
  };
}

interface Entry extends JsonObject {
  readonly tap_stream_id: string;
  readonly schema: JsonObject;
  readonly metadata: readonly { readonly breadcrumb: readonly string[]; readonly metadata: JsonObject }[];
}

/** The recordings' database; the catalogs of one variant name it. */
const DATABASE = 'tap';

/** `recorded`: a case read by `parseExact`. */
export async function replayTapPostgres(variant: Variant, recorded: unknown): Promise<readonly string[]> {
  // The set's file has cases of this form; its README says so.
  const given = parseJson(compactExact(recorded as JsonValue)) as unknown as TapCase;
  const { expect } = recorded as TapCase;
  const { schema = 'public', more_schemas: more = [] } = given;
  const url = await caseDatabase(DATABASE);
  for (const name of [schema, ...more]) await runSql(url, `create schema if not exists "${name}"`);
  await runSql(url, `set search_path = "${schema}", ext`, given.sql);
  const settings = { url, filter_schemas: [schema, ...more], ...given.config };
  const context = { pluginName: 'tap-postgres', faultPoint: () => undefined, warn: () => undefined };
  const tap = createPostgresTap(settings, context);
  const lines: string[] = [];
  const sink = new Writable({ write: (chunk: Buffer, _, done) => (lines.push(chunk.toString()), done()) });
  const native = { tap, form: tap.singerForm(variant), settings };
  const signal = new AbortController().signal;
  let error: MeltemiError | null = null;
  let found: JsonObject = {};
  let edited: JsonObject = {};
  const output = new GatheredOutput(sink);
  try {
    found = parseExact(jsonText(await catalogOf(native, signal))) as JsonObject;
    edited = editedCatalog(parseJson(compactExact(found)) as JsonObject, given, variant);
    const mapped = new MappedOutput(output, TapMaps.of(settings));
    await readNative(native, {
      catalog: edited,
      state: given.state ?? null,
      output: mapped,
      signal,
      nowMs: Date.now,
      warn: () => undefined,
    });
  } catch (caught) {
    if (!(caught instanceof MeltemiError)) throw caught;
    error = caught;
  } finally {
    await output.flush();
    await tap.close();
  }
  const messages = lines.join('').trimEnd().split('\n').map(comparable);
  const differences: string[] = [];
  if (!isSame(expect.messages, messages)) differences.push(show(expect.messages, messages));
  const catalog = variant === 'meltanolabs' ? found : byStream(parseExact(jsonText(edited)) as JsonObject);
  if (expect.catalog !== undefined && !isSame(expect.catalog, catalog)) differences.push(show(expect.catalog, catalog));
  if ((expect.error !== undefined) !== (error !== null)) {
    differences.push(`error: ${show(expect.error ?? null, error?.message ?? null)}`);
  }
  return differences;
}

/** The recordings have no times of extraction. */
function comparable(line: string): JsonObject {
  const { time_extracted: extracted, ...message } = parseExact(line) as JsonObject;
  void extracted;
  return message;
}

/** All streams selected, then the case's own edits. */
function editedCatalog(catalog: JsonObject, { id, catalog_edit: edits = {} }: TapCase, variant: Variant): JsonObject {
  const usual: Metadata = variant === 'meltanolabs' ? [] : pipelinewiseEdits(id);
  const streams = (catalog['streams'] as readonly Entry[]).map((entry) => {
    const { entry: members = {}, metadata = usual } = edits[entry.tap_stream_id] ?? {};
    const changes: Metadata = [[[], { selected: true }], ...metadata];
    return {
      ...entry,
      ...members,
      metadata: entry.metadata.map((item) => {
        const own = changes.filter(([breadcrumb]) => breadcrumb.join('/') === item.breadcrumb.join('/'));
        return { ...item, metadata: Object.assign({}, item.metadata, ...own.map(([, more]) => more)) as JsonObject };
      }),
    };
  });
  return { streams };
}

/** The set's note: incremental cases use the key `upd`. What `deselect-column` deselects stands in its catalog. */
function pipelinewiseEdits(id: string): Metadata {
  if (id.startsWith('incremental')) return [[[], { 'replication-method': 'INCREMENTAL', 'replication-key': 'upd' }]];
  return id === 'deselect-column' ? [[['properties', 'v'], { selected: false }]] : [];
}

/** The catalog in the form of that set. */
function byStream({ streams }: JsonObject): JsonObject {
  return Object.fromEntries(
    (streams as readonly Entry[]).map(({ tap_stream_id: name, schema, metadata }) => [
      name,
      { schema, metadata: Object.fromEntries(metadata.map((item) => [item.breadcrumb.join('/'), item.metadata])) },
    ]),
  );
}
