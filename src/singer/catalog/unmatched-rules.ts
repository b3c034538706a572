/** Warnings of rules that name what a catalog does not have. Meltano only warns, since a table or column may come later. */
import type { JsonObject, JsonValue } from '../../model/json';
import type { CatalogRule } from '../../project/catalog-rules';
import { isObject } from '../../project/flatten';
import { streamIdOf, streamsOf } from './catalog';

/** One line for each stream and property, in the order of the rules. */
export function unmatchedRules(catalog: JsonObject, rules: readonly CatalogRule[]): readonly string[] {
  const streams = streamsOf(catalog);
  const lines = rules.flatMap((rule) => {
    if (rule.stream === null) return [];
    const matching = streams.filter((stream) => rule.matchesStream(streamIdOf(stream)));
    if (matching.length === 0)
      return rule.stream.includes('*') ? [] : [`Stream \`${rule.stream}\` was not found in the catalog`];
    const wild = rule.breadcrumb.findIndex((part) => /[*?[]/.test(part));
    const literal = wild === -1 ? rule.breadcrumb : rule.breadcrumb.slice(0, wild);
    if (literal.length < 2 || matching.some((stream) => isThere(stream['schema'], literal))) return [];
    const property = rule.breadcrumb.slice(1).join('.');
    return [`Property \`${property}\` was not found in the schema of stream \`${rule.stream}\``];
  });
  return [...new Set(lines)];
}

function isThere(schema: JsonValue | undefined, path: readonly string[]): boolean {
  let node = schema;
  for (const part of path) node = node !== undefined && isObject(node) ? node[part] : undefined;
  return node !== undefined;
}
