/** What the Singer targets do with a column whose type is not the stream's any more. */
import type { Client } from 'pg';
import { MeltemiError } from '../../model/errors';
import { quoteIdent } from '../../systems/postgres/quote';
import { parseTypeName } from '../../systems/postgres/types';
import type { TableShape } from './table-shape';
import { isLosslessWidening } from './widening';

/** Types that take each other's values as they are: a table that was made under other rules keeps its columns. */
const FAMILIES: readonly ReadonlySet<string>[] = [
  new Set(['text', 'character varying', 'character']),
  new Set(['timestamp without time zone', 'timestamp with time zone']),
  new Set(['time without time zone', 'time with time zone']),
  new Set(['json', 'jsonb']),
];

function isSameFamily(existing: string, wanted: string): boolean {
  const [from, to] = [parseTypeName(existing), parseTypeName(wanted)];
  if (from.isArray !== to.isArray) return false;
  return from.base === to.base || FAMILIES.some((family) => family.has(from.base) && family.has(to.base));
}

function hasChanged(existing: string, wanted: string): boolean {
  return !isSameFamily(existing, wanted) && !isLosslessWidening(existing, wanted);
}

/**
 * The rule of pipelinewise: the old column stays as `<name>_<YYYYMMDD_HHMM>` (UTC), with its values, and the name is free for a new one.
 * Columns of the key stay. Answers the table's shape afterwards.
 */
export async function renameChanged(
  client: Client,
  qualified: string,
  shape: TableShape,
  key: readonly string[],
  wanted: ReadonlyMap<string, string>,
): Promise<TableShape> {
  const columns = new Map(shape.columns);
  for (const [name, type] of wanted) {
    const existing = columns.get(name);
    // A wider integer holds what a narrower one does.
    if (existing === undefined || key.includes(name) || !hasChanged(existing, type)) continue;
    if (isLosslessWidening(type, existing)) continue;
    const aside = `${name}_${stamp(new Date())}`;
    await client.query(`alter table ${qualified} rename column ${quoteIdent(name)} to ${quoteIdent(aside)}`);
    columns.delete(name);
  }
  return { ...shape, columns };
}

/** The rule of meltanolabs: columns are never altered. Where the table has text, every value fits. Throws `TargetRejected`. */
export function checkTypes(qualified: string, shape: TableShape, wanted: ReadonlyMap<string, string>): void {
  for (const [name, type] of wanted) {
    const existing = shape.columns.get(name);
    if (existing === undefined || !hasChanged(existing, type) || isSameFamily(existing, 'text')) continue;
    if (isLosslessWidening(type, existing)) continue;
    throw new MeltemiError(
      'TargetRejected',
      `Column \`${name}\` of ${qualified} is \`${existing}\`, and the stream has \`${type}\` for it: this variant alters no columns.`,
      'Change the column in the database, or give the property another name with a stream map.',
    );
  }
}

function stamp(at: Date): string {
  const [day = '', time = ''] = at.toISOString().split('T');
  return `${day.replaceAll('-', '')}_${time.slice(0, 5).replace(':', '')}`;
}
