/** Replays the recorded life of states: a tap of the SDK with the case's streams gives the same messages from the same state. */
import { isDeepStrictEqual } from 'node:util';
import { TapMaps } from '../../../src/cli/singer/tap-maps';
import { MeltemiError } from '../../../src/model/errors';
import { compactExact } from '../../../src/model/exact-json';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { parseJson } from '../../../src/model/lossless-json';
import { Stream, Tap, type Context, type SdkRecord, type StreamClass } from '../../../src/sdk';
import { runTap } from '../../../src/sdk/singer/run-tap';
import { show } from './differences';

/** Of the recordings: the signpost of streams whose replication key is a time. */
const STARTED_MS = Date.parse('2024-06-01T12:00:00Z');

type Records = readonly (JsonObject | 'FAIL')[];

interface StreamCase {
  readonly properties: JsonObject;
  readonly replication_key: string | null;
  /** Of the whole stream, or by the values of a context with commas between them. */
  readonly records: Records | Readonly<Record<string, Records>>;
  readonly is_sorted?: boolean;
  readonly check_sorted?: boolean;
  readonly state_partitioning_keys?: readonly string[];
  readonly partitions?: readonly Context[];
  readonly parent?: string;
  readonly child_context?: Readonly<Record<string, string>> | null;
  readonly merge_parent_context?: boolean;
  readonly state_msg_frequency?: number;
  readonly signpost?: string;
  readonly drop_if?: string;
  readonly selected?: boolean;
  readonly forced_replication_method?: 'FULL_TABLE' | 'INCREMENTAL';
  readonly ignore_parent_replication_key?: boolean;
}

interface StateCase {
  readonly streams: Readonly<Record<string, StreamCase>>;
  readonly state?: JsonObject;
  readonly config?: JsonObject;
  readonly expect: {
    readonly starts: readonly JsonObject[];
    readonly messages: readonly JsonObject[];
    readonly final_state: JsonValue;
    readonly error?: JsonObject;
  };
}

class Boom extends Error {}

/** `recorded`: a case read by `parseExact`. */
export async function replayState(recorded: unknown): Promise<readonly string[]> {
  // The set's file has cases of this form; its README says so.
  const {
    streams,
    state,
    config = {},
    expect,
  } = parseJson(compactExact(recorded as JsonValue)) as unknown as StateCase;
  const starts: JsonObject[] = [];
  const messages: JsonObject[] = [];
  let error: Error | null = null;
  try {
    await runTap(new CaseTap(config, streams, starts), {
      catalog: catalogOf(streams),
      state: state ?? null,
      maps: TapMaps.of(config),
      output: { write: (lines) => void messages.push(...lines.trimEnd().split('\n').map(comparable)) },
      warn: () => undefined,
      run: { startedMs: STARTED_MS },
    });
  } catch (caught) {
    if (!(caught instanceof MeltemiError || caught instanceof Boom)) throw caught;
    error = caught;
  }
  const finalState = messages.findLast(({ type }) => type === 'STATE')?.['value'] ?? null;
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [expect.starts, starts],
    [expect.messages.map(withoutNulls), messages],
    [expect.final_state, finalState],
  ];
  const found = pairs.filter(([expected, got]) => !isDeepStrictEqual(expected, got)).map(([a, b]) => show(a, b));
  const failed = (expect.error !== undefined) !== (error !== null);
  return failed ? [...found, show(expect.error ?? null, error?.message ?? null)] : found;
}

/** The recordings have no schemas and no times of extraction. */
function comparable(line: string): JsonObject {
  const { schema, time_extracted: extracted, ...message } = parseJson(line) as JsonObject;
  void [schema, extracted];
  return message;
}

/** The recorder writes an absent `bookmark_properties` as null. */
function withoutNulls(message: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(message).filter(([, value]) => value !== null));
}

function catalogOf(streams: StateCase['streams']): JsonObject {
  return {
    streams: Object.entries(streams).map(([name, { selected = true }]) => ({
      tap_stream_id: name,
      metadata: [{ breadcrumb: [], metadata: { selected } }],
    })),
  };
}

class CaseTap extends Tap {
  readonly name = 'tap-case';

  constructor(
    config: JsonObject,
    private readonly cases: StateCase['streams'],
    private readonly starts: JsonObject[],
  ) {
    super(config);
  }

  discoverStreams(): readonly Stream[] {
    const classes = new Map<string, StreamClass<JsonObject>>();
    const classOf = (name: string): StreamClass<JsonObject> => {
      const given = this.cases[name];
      if (given === undefined) throw new Error(`no stream ${name}`);
      const made =
        classes.get(name) ??
        streamClass(name, given, given.parent === undefined ? null : classOf(given.parent), this.starts);
      classes.set(name, made);
      return made;
    };
    return Object.keys(this.cases).map((name) => new (classOf(name))(this));
  }
}

function streamClass(
  streamName: string,
  given: StreamCase,
  parent: StreamClass<JsonObject> | null,
  starts: JsonObject[],
): StreamClass<JsonObject> {
  return class extends Stream {
    readonly name = streamName;
    override readonly schema = { type: 'object', properties: given.properties };
    override readonly primaryKeys = ['id'];
    override readonly replicationKey = given.replication_key;
    override readonly forcedReplicationMethod = given.forced_replication_method ?? null;
    override readonly isSorted = given.is_sorted ?? false;
    override readonly checkSorted = given.check_sorted ?? true;
    override readonly stateMsgFrequency = given.state_msg_frequency ?? 10_000;
    override readonly statePartitioningKeys = given.state_partitioning_keys ?? null;
    override readonly ignoreParentReplicationKey = given.ignore_parent_replication_key ?? false;
    override readonly parentStream = parent;

    override get partitions(): readonly Context[] | null {
      return given.partitions ?? null;
    }

    async *getRecords(context: Context | null): AsyncGenerator<SdkRecord> {
      starts.push({ stream: streamName, context, starting_value: this.getStartingReplicationKeyValue(context) });
      for (const record of recordsFor(given, context)) {
        if (record === 'FAIL') throw new Boom('boom');
        yield { ...record };
      }
    }

    override postProcess(record: SdkRecord, context: Context | null): SdkRecord | null {
      const { drop_if: mark } = given;
      return mark !== undefined && record[mark] === true ? null : super.postProcess(record, context);
    }

    override getReplicationKeySignpost(context: Context | null): Date | string | number | null {
      return given.signpost ?? super.getReplicationKeySignpost(context);
    }

    override getChildContext(record: SdkRecord, context: Context | null): Context | null {
      const { child_context: fields, merge_parent_context: merges = false } = given;
      if (fields === undefined) return super.getChildContext(record, context);
      if (fields === null) return null;
      const made = Object.entries(fields).map(([key, field]) => [key, record[field] ?? null] as const);
      return { ...(merges ? context : {}), ...Object.fromEntries(made) };
    }
  };
}

function recordsFor({ records }: StreamCase, context: Context | null): Records {
  if (isList(records)) return records;
  return (
    records[
      Object.values(context ?? {})
        .map(String)
        .join(',')
    ] ?? []
  );
}

function isList(records: StreamCase['records']): records is Records {
  return Array.isArray(records);
}
