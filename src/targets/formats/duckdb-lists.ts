/** PostgreSQL's array literals as DuckDB lists, in SQL. The rules of the literals are told in `src/pages/encoding/array-literal.ts`. */
import { quoteText } from '../../systems/duckdb/quote';

/** `literal`: an SQL expression of the literal's own text. `itemFromText` makes an item of its text, null stays null. */
export function listExpression(literal: string, delimiter: ',' | ';', itemFromText: (text: string) => string): string {
  const bare = `regexp_replace(${literal}, '^[^{]*=', '')`;
  // An item in quotes, or one without: empty texts and those with braces, quotes or delimiters always have quotes.
  const items = `regexp_extract_all(${bare}, ${quoteText(`"(?:[^"\\\\]|\\\\(?s:.))*"|[^"${delimiter}{}]+`)})`;
  // Several dimensions: a cast that fails, since a query that looks for such rows cannot survive `error()`.
  const flat = `CASE WHEN starts_with(${bare}, '{{') THEN [CAST(CAST(${bare} AS UTINYINT) AS VARCHAR)] ELSE ${items} END`;
  const text = `CASE WHEN item = 'NULL' THEN NULL WHEN item[1] = '"' THEN regexp_replace(item[2:-2], '\\\\(.)', '\\1', 'gs') ELSE item END`;
  return `list_transform(list_transform(${flat}, lambda item: ${text}), lambda value: ${itemFromText('value')})`;
}

/** The same for items without quotes and braces, numbers and booleans, at a third of the time; `type` is what their text is cast to. */
export function plainListExpression(literal: string, type: string, itemFromText: (text: string) => string): string {
  return (
    `CASE WHEN ${literal} = '{}' THEN []` +
    // `NULL` and `NaN`, and literals that tell their bounds.
    ` WHEN contains(${literal}, 'N') OR NOT starts_with(${literal}, '{') THEN ${listExpression(literal, ',', itemFromText)}` +
    ` ELSE CAST(string_split(${literal}[2:-2], ',') AS ${type}[]) END`
  );
}
