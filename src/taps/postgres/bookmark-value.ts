/** A replication value between PostgreSQL's text and Singer's form in bookmarks. */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import type { Bookmark } from '../../model/position';
import { sqlStateOf } from '../../systems/postgres/errors';
import { parseTypeName } from '../../systems/postgres/types';
import { typedLiteral } from './select-sql';
import type { KeyColumn } from './table-facts';

const NUMBERS: ReadonlySet<string> = new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']);

/** `2024-01-24 03:33:20.5+00` → `2024-01-24T03:33:20.5+00:00`; numbers as numbers where a double holds them exactly. */
export function singerValue(text: string, sqlType: string): string | number {
  const { base } = parseTypeName(sqlType);
  if (NUMBERS.has(base)) return String(Number(text)) === text && isSafe(Number(text)) ? Number(text) : text;
  const match = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:\+00)?$/.exec(text);
  // Singer's naive timestamps are UTC. `infinity` and years BC have no such form and stay PostgreSQL's text.
  return match !== null && base.startsWith('timestamp') ? `${match[1] ?? ''}T${match[2] ?? ''}+00:00` : text;
}

function isSafe(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** The bookmark's value as PostgreSQL prints it. Throws `ConfigInvalid` when it is none of the column's type. */
export async function databaseText(
  client: Client,
  bookmark: Bookmark,
  key: KeyColumn,
  stream: string,
): Promise<string> {
  const given = String(bookmark.value);
  try {
    const { rows } = await client.query<{ text: string }>(`select ${typedLiteral(given, key.sqlType)}::text as text`);
    return rows[0]?.text ?? given;
  } catch (error) {
    if (sqlStateOf(error)?.startsWith('22') !== true) throw error;
    throw new MeltemiError(
      'ConfigInvalid',
      `The bookmark of stream \`${stream}\` is \`${given}\`, which is not a value of its replication key \`${key.name}\` (\`${key.sqlType}\`).`,
      'Correct it with `meltemi state set`, or run once with `--full-refresh`.',
    );
  }
}
