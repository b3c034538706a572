/** The `metadata` extra: keys for streams and columns by wildcard, applied after `select` in the order written, later ones over earlier. */
import type { JsonObject, JsonValue } from '../model/json';
import { flattenJson } from './flatten';
import { fnmatch } from './fnmatch';

interface MetadataRule {
  /** The stream's part as written. */
  readonly pattern: string;
  readonly matchesStream: (stream: string) => boolean;
  /** Null: the rule is about the stream itself. */
  readonly matchesColumn: ((column: string) => boolean) | null;
  readonly key: string;
  readonly value: JsonValue;
}

/** `{"public-orders": {"replication-method": "INCREMENTAL", "total": {"selected": false}}}` as one rule per key. */
export function parseMetadataRules(metadata: JsonObject): readonly MetadataRule[] {
  return Object.entries(metadata).flatMap(([stream, below]) =>
    [...flattenJson(stream, below)].flatMap(([name, value]) => {
      const [first, ...rest] = name.split('.');
      const key = rest.pop();
      if (first === undefined || key === undefined) return [];
      const columns = rest.filter((part) => part !== 'properties').join('.properties.');
      const matchesColumn = rest.length === 0 ? null : fnmatch(`properties.${columns}`);
      return [{ pattern: first, matchesStream: fnmatch(first), matchesColumn, key, value }];
    }),
  );
}

export type MetadataRules = readonly MetadataRule[];

export function streamMetadata(rules: MetadataRules, stream: string): ReadonlyMap<string, JsonValue> {
  return lastOfEach(rules.filter((rule) => rule.matchesColumn === null && rule.matchesStream(stream)));
}

export function columnMetadata(rules: MetadataRules, stream: string, column: string): ReadonlyMap<string, JsonValue> {
  return lastOfEach(
    rules.filter((rule) => rule.matchesColumn?.(`properties.${column}`) === true && rule.matchesStream(stream)),
  );
}

function lastOfEach(rules: MetadataRules): ReadonlyMap<string, JsonValue> {
  return new Map(rules.map((rule) => [rule.key, rule.value]));
}
