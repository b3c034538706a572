/** Quoting for SQL text that cannot take parameters: identifiers, and literals inside COPY and DDL. */

/** `name` as a quoted identifier, e.g. `"Order ""x"""`. Throws on a NUL character, which PostgreSQL cannot hold. */
export function quoteIdent(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

/** `schema.table`, both quoted. */
export function quoteQualified(schema: string, name: string): string {
  return `${quoteIdent(schema)}.${quoteIdent(name)}`;
}

/** `value` as a string literal. Right under either setting of `standard_conforming_strings`. */
export function quoteLiteral(value: string): string {
  const doubled = withoutNul(value).replaceAll("'", "''");
  return doubled.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw new Error('PostgreSQL cannot hold a NUL character in a name or a text value.');
  return text;
}
