/** target-postgres as the pipelinewise variant, on stdin and stdout. */
import { MeltemiError } from '../../../model/errors';
import type { JsonObject, JsonValue } from '../../../model/json';
import type { Column } from '../../../model/stream';
import { singerJudge } from '../../../systems/json-schema/schema-validation';
import type { RecordMessage, SchemaMessage, SingerRules, SingerStream } from '../../singer-target';
import type { SettingReader } from '../setting-reader';
import { DELETED_AT } from '../tending';
import { flatColumns, flatRecord } from './pipelinewise-columns';
import { checkRecord, withoutNul } from './record-values';

const BATCH_ROWS = 100_000;
const MAX_PARALLELISM = 16;
const TEXT: JsonObject = { type: 'string' };

/** In the order of their names, as all columns are. */
const METADATA: readonly Column[] = [
  { name: '_sdc_batched_at', schema: TEXT, sqlType: 'timestamp without time zone', nullable: true },
  { name: DELETED_AT, schema: TEXT, sqlType: 'character varying', nullable: true },
  { name: '_sdc_extracted_at', schema: TEXT, sqlType: 'timestamp without time zone', nullable: true },
];

/** Throws `ConfigInvalid` naming the setting. */
export function pipelinewiseRules(read: SettingReader): SingerRules {
  const maxLevel = read.wholeNumber('data_flattening_max_level', 0) ?? 0;
  const hardDelete = read.flag('hard_delete') ?? false;
  const metadata = hardDelete || (read.flag('add_metadata_columns') ?? false);
  const validates = read.flag('validate_records') ?? false;
  const strips = read.flag('sanitize_null_text_characters') ?? false;
  const most = read.wholeNumber('max_parallelism', 1) ?? MAX_PARALLELISM;
  const asked = read.wholeNumber('parallelism', -1) ?? 0;
  return {
    batchRows: read.wholeNumber('batch_size_rows', 1) ?? BATCH_ROWS,
    states: 'full-batches',
    flushAllStreams: read.flag('flush_all_streams') ?? false,
    // 0 is one for each stream; there is no use in more sessions than the database has hands.
    parallelism: asked <= 0 ? most : Math.min(asked, most),
    showsBatches: true,
    stream: (message) => streamOf(message, { maxLevel, metadata, validates, strips }),
    async activateVersion() {
      // This variant leaves rows of old versions where they are.
    },
  };
}

interface Choices {
  readonly maxLevel: number;
  readonly metadata: boolean;
  readonly validates: boolean;
  readonly strips: boolean;
}

function streamOf(message: SchemaMessage, { maxLevel, metadata, validates, strips }: Choices): SingerStream {
  const flat: readonly Column[] = flatColumns(message.stream, message.schema, maxLevel).map((column) => ({
    ...column,
    nullable: true,
  }));
  const own = metadata ? METADATA : [];
  const columns = [...flat.filter(({ name }) => !own.some((column) => column.name === name)), ...own].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const missing = message.keyProperties.find((key) => !columns.some(({ name }) => name === key));
  if (missing !== undefined) throw noSuchKey(message.stream, missing);
  const judge = validates ? singerJudge(message.schema) : null;
  return {
    schema: { columns, keyProperties: message.keyProperties },
    values(record) {
      if (judge !== null) checkRecord(record, judge);
      const values = flatRecord(strips ? withoutNul(record.record) : record.record, maxLevel);
      return metadata ? { ...values, ...metadataOf(record, values[DELETED_AT] ?? null) } : values;
    },
  };
}

function metadataOf({ timeExtracted }: RecordMessage, deletedAt: JsonValue): JsonObject {
  return { _sdc_extracted_at: timeExtracted, _sdc_batched_at: new Date().toISOString(), [DELETED_AT]: deletedAt };
}

function noSuchKey(stream: string, key: string): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `The key property \`${key}\` of stream \`${stream}\` is no column of its schema.`,
    'Correct the key or the schema of the stream.',
  );
}
