/** An incremental stream as the table has it: its replication key and the order that its pages follow. */
import { MeltemiError } from '../../model/errors';
import type { ReplicationComparison } from '../../model/stream';
import type { SelectedStream } from '../tap';
import type { KeyColumn, TableFacts } from './table-facts';

export interface IncrementalStream {
  readonly key: KeyColumn;
  readonly comparison: ReplicationComparison;
  readonly nullable: boolean;
  /** Replication key, then the primary key: no two rows are equal in it, unless the table has no primary key. */
  readonly by: readonly KeyColumn[];
  /** Whether `by` names one row. */
  readonly unique: boolean;
}

export function incrementalStream(stream: SelectedStream, facts: TableFacts): IncrementalStream {
  const { replication } = stream;
  if (replication.method !== 'INCREMENTAL') throw new Error(`Stream \`${stream.name}\` is not incremental.`);
  const name = replication.replicationKey;
  const column = facts.columns.get(name);
  if (column === undefined) {
    throw new MeltemiError(
      'SourceSchemaChanged',
      `Reading stream \`${stream.name}\`: its replication key \`${name}\` is not a column of the table \`${facts.table}\`.`,
      'Correct `replication-key` below `metadata`, or run the job again when the column is there.',
    );
  }
  const key = { name, sqlType: column.sqlType };
  return {
    key,
    comparison: replication.comparison,
    nullable: !column.notNull,
    by: [key, ...facts.primaryKey.filter((each) => each.name !== name)],
    unique: facts.primaryKey.length > 0,
  };
}
