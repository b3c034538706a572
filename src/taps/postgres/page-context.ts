/** What one page is read with, and the errors of a position that no longer fits the table. */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import type { Position } from '../../model/position';
import type { PageWriter } from '../../pages/page-store';
import type { ExtractRequest } from '../tap';
import { cursorJson, type Cursor, type OrderedCursor } from './cursor';
import type { KeyColumn, TableFacts } from './table-facts';

export interface PageContext {
  /** Inside the page's transaction. */
  readonly client: Client;
  readonly facts: TableFacts;
  readonly request: ExtractRequest;
  readonly page: PageWriter;
  readonly signal: AbortSignal;
}

export function at(cursor: Cursor): Position {
  return { kind: 'cursor', cursor: cursorJson(cursor) };
}

export function namesOf(by: readonly KeyColumn[]): readonly string[] {
  return by.map((column) => column.name);
}

/** Throws `SourceSchemaChanged` when the table's key is not the one in whose order the stream was read so far, or it has none. */
export function requireSameOrder(
  cursor: Pick<OrderedCursor, 'by'> | null,
  by: readonly KeyColumn[],
  context: Pick<PageContext, 'request' | 'facts'>,
): void {
  const before = cursor === null ? null : cursor.by;
  if (before === null ? by.length > 0 : before.join('\t') === namesOf(by).join('\t')) return;
  throw new MeltemiError(
    'SourceSchemaChanged',
    `Reading stream \`${context.request.stream.name}\`: the primary key of the table \`${context.facts.table}\` changed in mid-run.`,
    'Run the job again: it is planned with the key as it is then.',
  );
}
