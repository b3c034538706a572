/** What can be said about the settings of a mapper before any stream is known: their shapes, and expressions that no stream can have. */
import { MeltemiError } from '../model/errors';
import type { JsonObject, JsonValue } from '../model/json';
import type { Names } from './compile/names';
import { readFlattenOptions } from './flatten/flatten-options';
import { functionsOf } from './functions/registry';
import { readErrorPolicy } from './plan/error-policy';
import { compileSetting, parseSetting } from './plan/expression-source';
import { readMapSettings, type ExpressionSettings, type MapSettings, type StreamMap } from './plan/map-settings';
import { configValue } from './plan/output-plan';
import { hasTransformations, readRule, readTransformations } from './transform-field/rules';
import type { Value } from './values/value';

export interface MapProblem {
  /** Where in the settings, e.g. `['stream_maps', 'public-orders', 'note']`; shorter when it is no single expression. */
  readonly path: readonly string[];
  readonly error: MeltemiError;
}

/** Any name may be a column of the stream. */
class AnyColumn extends Map<string, number> {
  override get(): number {
    return 0;
  }
}

/** `config`: the settings with their variables replaced. */
export function checkMapSettings(config: JsonObject): readonly MapProblem[] {
  const problems: MapProblem[] = [];
  const check = (path: readonly string[], run: () => void): void => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof MeltemiError)) throw error;
      problems.push({ path, error });
    }
  };
  if (hasTransformations(config)) {
    const rules = config['transformations'];
    const isList = Array.isArray(rules);
    // Each rule by itself, so that all wrong ones are told.
    check(['transformations'], () => void readTransformations(isList ? { ...config, transformations: [] } : config));
    const all: readonly JsonValue[] = isList ? rules : [];
    all.forEach((rule, i) => check(['transformations', `${i}`], () => void readRule(rule, `transformations[${i}]`)));
    return problems;
  }
  let settings: MapSettings | null = null;
  check(['flattening_enabled'], () => void readFlattenOptions(config));
  check(['stream_map_errors'], () => void readErrorPolicy(config));
  // These have been looked at: their mistakes are not told twice.
  const seen = { flattening_enabled: false, stream_map_errors: 'fail' };
  check(['stream_maps'], () => (settings = readMapSettings({ ...config, ...seen })));
  for (const [path, run] of settings === null ? [] : expressionsOf(settings)) check(path, run);
  return problems;
}

function* expressionsOf(settings: MapSettings): Generator<readonly [readonly string[], () => void]> {
  for (const { key, map } of settings.entries) {
    if (map === null) continue;
    const names = namesFor(key, settings);
    const compile = (part: string, source: string, assignments = false): (() => void) => {
      const place = { path: `stream_maps.${key}.${part}`, stream: key };
      return () => void compileSetting(source, place, names, { assignments });
    };
    for (const [property, source] of written(map)) yield [['stream_maps', key, property], compile(property, source)];
    const { filter, alias } = map;
    if (filter !== null) yield [['stream_maps', key, '__filter__'], compile('__filter__', filter, true)];
    if (alias === null) continue;
    const place = { path: `stream_maps.${key}.__alias__`, stream: key };
    yield [['stream_maps', key, '__alias__'], () => void parseSetting(alias, place)];
  }
}

function written(map: StreamMap): readonly (readonly [string, string])[] {
  return map.properties.flatMap(([name, source]) => (source === null ? [] : [[name, source] as const]));
}

function namesFor(stream: string, settings: ExpressionSettings): Names {
  const constants = new Map<string, Value>([
    ['config', configValue(settings.config)],
    ['__stream_name__', stream],
    ['__original_stream_name__', stream],
  ]);
  return {
    columns: new AnyColumn(),
    self: 0,
    constants,
    hasRecord: true,
    functions: functionsOf(settings),
    fakes: { settings: settings.fakes, owner: { stream, property: null, keyColumns: [] } },
  };
}
