/**
 * What `select`, `metadata` and filters of a tap set in a catalog, as one kind of rule. Rules count in order: a later one overrides
 * an earlier one. They hold for the catalogs of Singer taps and of native ones alike.
 */
import type { JsonObject, JsonValue } from '../model/json';
import { flattenJson, isObject } from './flatten';
import { fnmatch } from './fnmatch';
import { parseSelectPattern } from './select-patterns';

/** Where in a stream: `[]` is the stream itself, `['properties', 'address', 'properties', 'city']` a part of a property. */
export type Breadcrumb = readonly string[];

export interface CatalogRule {
  /** The stream's part as written; null for a filter, which is about all streams. */
  readonly stream: string | null;
  /** As written: its parts may hold wildcards. */
  readonly breadcrumb: Breadcrumb;
  /** Gets a `tap_stream_id`. */
  readonly matchesStream: (stream: string) => boolean;
  readonly matchesBreadcrumb: (breadcrumb: Breadcrumb) => boolean;
  /** Key of the metadata: `selected`, `replication-method`. */
  readonly key: string;
  readonly value: JsonValue;
}

const SELECTED = 'selected';

/** Everything is deselected first; then all inclusions, then all exclusions, wherever they stand in the list. */
export function selectRules(patterns: readonly string[]): readonly CatalogRule[] {
  const parsed = patterns.map(parseSelectPattern);
  const included = parsed.filter((pattern) => !pattern.negated);
  const excluded = parsed.filter((pattern) => pattern.negated);
  return [
    ...[[], ['*']].map((properties) => selectRule('*', properties, false)),
    ...included.flatMap(({ stream, properties }) => [
      selectRule(stream, [], true),
      // A part that is selected selects what it is part of.
      ...properties.map((_, index) => selectRule(stream, properties.slice(0, index + 1), true)),
    ]),
    ...excluded.flatMap(({ stream, properties, wholeStream }) => [
      ...(wholeStream ? [selectRule(stream, [], false)] : []),
      selectRule(stream, properties, false),
    ]),
  ];
}

function selectRule(stream: string, properties: readonly string[], value: boolean): CatalogRule {
  return rule(stream, breadcrumbOf(properties), SELECTED, value);
}

/**
 * `{"public-orders": {"replication-method": "INCREMENTAL", "total": {"selected": false}}}` as one rule per key. A dot in a key is a
 * level, so a stream with a dot in its name is reached by a wildcard only.
 */
export function metadataRules(metadata: JsonObject): readonly CatalogRule[] {
  return Object.entries(metadata).flatMap(([stream, below]) =>
    [...flattenJson(stream, below)].flatMap(([name, value]) => {
      const [first, ...properties] = name.split('.');
      const key = properties.pop();
      // An object without keys says nothing.
      if (first === undefined || key === undefined || isObject(value)) return [];
      return [rule(first, breadcrumbOf(properties), key, value)];
    }),
  );
}

/**
 * With inclusions, a stream that matches none of them is deselected; so is one that matches an exclusion. Parts behind the stream do
 * not count, and nothing is ever selected by a filter.
 */
export function filterRules(patterns: readonly string[]): readonly CatalogRule[] {
  const parsed = patterns.map(parseSelectPattern);
  const matchers = (negated: boolean): readonly ((stream: string) => boolean)[] =>
    parsed.filter((pattern) => pattern.negated === negated).map((pattern) => fnmatch(pattern.stream));
  const [included, excluded] = [matchers(false), matchers(true)];
  const filter = (matchesStream: CatalogRule['matchesStream']): CatalogRule => ({
    ...rule('*', [], SELECTED, false),
    stream: null,
    matchesStream,
  });
  return [
    ...(included.length === 0 ? [] : [filter((stream) => !included.some((matches) => matches(stream)))]),
    ...(excluded.length === 0 ? [] : [filter((stream) => excluded.some((matches) => matches(stream)))]),
  ];
}

function rule(stream: string, breadcrumb: Breadcrumb, key: string, value: JsonValue): CatalogRule {
  const matches = fnmatch(breadcrumb.join('.'));
  return {
    stream,
    breadcrumb,
    matchesStream: fnmatch(stream),
    // A wildcard crosses levels, and a property with a dot in its name looks like two levels: so it is in Meltano.
    matchesBreadcrumb: (given) => matches(given.join('.')),
    key,
    value,
  };
}

export function breadcrumbOf(properties: readonly string[]): Breadcrumb {
  return properties.flatMap((property) => ['properties', property]);
}

/** What the rules come to at one place: the last value of each key. */
export function valuesAt(
  rules: readonly CatalogRule[],
  stream: string,
  breadcrumb: Breadcrumb,
): ReadonlyMap<string, JsonValue> {
  const matching = rules.filter((each) => each.matchesStream(stream) && each.matchesBreadcrumb(breadcrumb));
  return new Map(matching.map((each) => [each.key, each.value]));
}
