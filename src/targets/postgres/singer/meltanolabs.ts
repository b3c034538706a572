/** target-postgres as the MeltanoLabs variant, on stdin and stdout. */
import { MeltemiError } from '../../../model/errors';
import type { JsonObject, JsonValue } from '../../../model/json';
import type { Column } from '../../../model/stream';
import { singerJudge } from '../../../systems/json-schema/schema-validation';
import type { RecordMessage, SchemaMessage, SingerRules, SingerStream } from '../../singer-target';
import type { OutputStream } from '../../target';
import { isObject, type SettingReader } from '../setting-reader';
import { DELETED_AT } from '../tending';
import { columnType } from './meltanolabs-columns';
import { checkRecord, withoutNul } from './record-values';
import { utcClock } from './utc-clock';

const BATCH_ROWS = 10_000;
const TIMESTAMP = 'timestamp without time zone';
const TEXT: JsonObject = { type: 'string' };

const METADATA: readonly Column[] = [
  ...['_sdc_extracted_at', '_sdc_received_at', '_sdc_batched_at', DELETED_AT].map((name) => ({
    name,
    schema: TEXT,
    sqlType: TIMESTAMP,
    nullable: true,
  })),
  ...['_sdc_sequence', '_sdc_table_version', '_sdc_sync_started_at'].map((name) => ({
    name,
    schema: {},
    sqlType: 'bigint',
    nullable: true,
  })),
];

/** Does what ACTIVATE_VERSION asks for; `hard`: rows of old versions go, else they are marked. */
export type VersionKeeper = (
  stream: OutputStream,
  version: JsonValue,
  hard: boolean,
  signal: AbortSignal,
) => Promise<void>;

/** Throws `ConfigInvalid` naming the setting. */
export function meltanolabsRules(read: SettingReader, keepVersion: VersionKeeper): SingerRules {
  const metadata = read.flag('add_record_metadata') ?? true;
  const activates = read.flag('activate_version') ?? true;
  if (activates && !metadata)
    throw read.invalid('activate_version', 'needs `add_record_metadata`, by which rows of old versions are known');
  const hard = read.flag('hard_delete') ?? false;
  const choices: Choices = {
    metadata,
    validates: read.flag('validate_records') ?? true,
    strips: read.flag('sanitize_null_text_characters') ?? false,
    decodes: read.flag('interpret_content_encoding') ?? false,
    startedAt: Date.now(),
  };
  return {
    batchRows: read.wholeNumber('batch_size_rows', 1) ?? BATCH_ROWS,
    states: 'last',
    flushAllStreams: false,
    parallelism: 1,
    showsBatches: true,
    stream: (message) => streamOf(message, choices),
    async activateVersion(stream, version, signal) {
      if (activates) await keepVersion(stream, version, hard, signal);
    },
  };
}

interface Choices {
  readonly metadata: boolean;
  readonly validates: boolean;
  readonly strips: boolean;
  readonly decodes: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

function streamOf(message: SchemaMessage, choices: Choices): SingerStream {
  const columns = columnsOf(message.schema, choices);
  const keyProperties = columns.map(({ name }) => name).filter((name) => message.keyProperties.includes(name));
  if (keyProperties.length < new Set(message.keyProperties).size) throw noSuchKey(message);
  const times = columns.filter(({ sqlType }) => sqlType === TIMESTAMP).map(({ name }) => name);
  const judge = choices.validates ? singerJudge(message.schema) : null;
  return {
    schema: { columns, keyProperties },
    values(received) {
      if (judge !== null) checkRecord(received, judge);
      const values: Record<string, JsonValue> = { ...(choices.strips ? withoutNul(received.record) : received.record) };
      if (choices.metadata) Object.assign(values, metadataOf(received, choices.startedAt));
      for (const name of times) {
        const value = values[name];
        if (typeof value === 'string') values[name] = utcClock(value);
      }
      return values;
    },
  };
}

function columnsOf(schema: JsonObject, { metadata, decodes }: Choices): readonly Column[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const own = metadata ? METADATA : [];
  const given = Object.entries(properties).map(([name, property]) => {
    const ofOwn = own.find((column) => column.name === name);
    return ofOwn ?? { name, ...columnType(isObject(property) ? property : {}, decodes), nullable: true };
  });
  return [...given, ...own.filter(({ name }) => !given.some((column) => column.name === name))];
}

function metadataOf({ record, timeExtracted, version }: RecordMessage, startedAt: number): JsonObject {
  const now = new Date();
  return {
    _sdc_extracted_at: timeExtracted,
    _sdc_received_at: now.toISOString(),
    _sdc_batched_at: now.toISOString(),
    [DELETED_AT]: record[DELETED_AT] ?? null,
    _sdc_sequence: now.getTime(),
    _sdc_table_version: version,
    _sdc_sync_started_at: startedAt,
  };
}

function noSuchKey({ stream, keyProperties }: SchemaMessage): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `Not every key property of stream \`${stream}\` (${keyProperties.join(', ')}) is in its schema.`,
    'Correct the key or the schema of the stream.',
  );
}
