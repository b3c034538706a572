/** The SQL of pages: column lists, comparisons of keys, hashes of rows. */
import type { PageEncoding } from '../../model/page-ref';
import { quoteIdent, quoteLiteral } from '../../systems/postgres/quote';
import type { SelectedStream } from '../tap';
import type { KeyColumn } from './table-facts';

export function columnList(stream: SelectedStream): string {
  return stream.schema.columns.map((column) => quoteIdent(column.name)).join(', ');
}

export function copyOutSql(query: string, encoding: PageEncoding): string {
  return `copy (${query}) to stdout (format ${encoding})`;
}

/** A value as PostgreSQL prints it, made one of its type again. */
export function typedLiteral(text: string, sqlType: string): string {
  return `${quoteLiteral(text)}::${sqlType}`;
}

export function orderList(by: readonly KeyColumn[]): string {
  return by.map((column) => quoteIdent(column.name)).join(', ');
}

/** `("a", "b") > ('1'::integer, 'x'::text)`: rows behind (or up to) a place in the order, in a form that indexes serve. */
export function compareKeys(
  by: readonly KeyColumn[],
  operator: '>' | '<=' | '>=' | '<',
  values: readonly string[],
): string {
  const literals = by.map((column, index) => typedLiteral(values[index] ?? '', column.sqlType));
  return by.length === 1
    ? `${orderList(by)} ${operator} ${literals.join('')}`
    : `(${orderList(by)}) ${operator} (${literals.join(', ')})`;
}

/** 64-bit hash of what the page holds of a row: equal texts, equal hash, on every server since PostgreSQL 11. */
export function rowHash(stream: SelectedStream): string {
  return `pg_catalog.hashtextextended(row(${columnList(stream)})::text, 0)`;
}

export function where(conditions: readonly (string | null)[]): string {
  const given = conditions.filter((condition) => condition !== null);
  return given.length === 0 ? '' : ` where ${given.join(' and ')}`;
}
