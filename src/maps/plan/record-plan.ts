/** What one entry of `stream_maps` does with records whose fields are not known beforehand: its expressions, parsed. */
import { compileExpression } from '../compile/compile-expression';
import type { Names } from '../compile/names';
import type { ParsedExpression } from '../parse/ast';
import { PythonError } from '../values/python-error';
import { parseSetting, type ExpressionPlace, type ExpressionUse, type SettingExpression } from './expression-source';
import type { StreamMap } from './map-settings';

/** An expression of the settings that is compiled once the names of a record's fields are known. */
export interface ParsedSetting {
  readonly place: ExpressionPlace;
  readonly source: string;
  readonly parsed: ParsedExpression;
}

export interface RecordPlan {
  readonly filter: ParsedSetting | null;
  /** Property → what is written, null where it is removed; in the order of the settings. */
  readonly properties: readonly (readonly [string, ParsedSetting | null])[];
  readonly dropOthers: boolean;
}

/** Throws `ConfigInvalid` with the place in the text for a syntax error. */
export function parseMap(map: StreamMap, key: string, stream: string): RecordPlan {
  const parse = (part: string, source: string): ParsedSetting => {
    const place = { path: `stream_maps.${key}.${part}`, stream };
    return { place, source, parsed: parseSetting(source, place) };
  };
  return {
    filter: map.filter === null ? null : parse('__filter__', map.filter),
    properties: map.properties.map(([name, source]) => [name, source === null ? null : parse(name, source)] as const),
    dropOthers: map.dropOthers,
  };
}

/**
 * An unknown name and an assignment where none is allowed are errors of `evaluate`, so that they fail where the real mapper does:
 * at the first record.
 */
export function compileLate(
  setting: ParsedSetting,
  names: Names,
  { assignments = false, written = false }: ExpressionUse = {},
): SettingExpression {
  const { place, source, parsed } = setting;
  if (parsed.form === 'assignment' && !assignments) {
    const { span } = parsed.expression;
    const error = new PythonError('TypeError', 'This is an assignment, not an expression; `==` compares.');
    const fail = (): never => {
      throw error.at(span);
    };
    return { evaluate: fail, reads: new Set(), place, source };
  }
  return { ...compileExpression(parsed.expression, names, { late: true, written }), place, source };
}

/** For planning names and schemas alone: the syntax is checked, nothing is compiled. */
export function parseOnly(source: string, place: ExpressionPlace): SettingExpression {
  parseSetting(source, place);
  const evaluate = (): never => {
    throw new Error(`\`${place.path}\` was parsed only`);
  };
  return { evaluate, reads: new Set(), place, source };
}
