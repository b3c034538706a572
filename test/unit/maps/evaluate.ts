/** Evaluates one expression over given columns, for tests. */
import { compileExpression } from '../../../src/maps/compile/compile-expression';
import { Frame } from '../../../src/maps/compile/frame';
import { readFakeSettings } from '../../../src/maps/fake/fake-settings';
import { functionsOf } from '../../../src/maps/functions/registry';
import { parseExpression } from '../../../src/maps/parse/parse-expression';
import { reprOf } from '../../../src/maps/values/text-of';
import type { Value } from '../../../src/maps/values/value';

/** 2023-11-14 22:13:20.123456 UTC */
export const CLOCK_MICROS = 1_700_000_000_123_456;

export function evaluate(source: string, columns: Readonly<Record<string, Value>> = {}, strict = false): Value {
  const names = Object.keys(columns);
  const places = new Map(names.map((name, index) => [name, index]));
  const compiled = compileExpression(parseExpression(source).expression, {
    columns: places,
    self: null,
    constants: new Map(),
    hasRecord: true,
    functions: functionsOf({ strict }),
    fakes: {
      settings: readFakeSettings({ seed: 1 }),
      owner: { stream: 'test', property: 'x', keyColumns: [] },
    },
  });
  const row = { column: (index: number) => columns[names[index] ?? ''] ?? null };
  return compiled.evaluate(new Frame(row, names, () => CLOCK_MICROS));
}

/** Python's `repr` of the result. */
export function reprOfExpression(source: string, columns: Readonly<Record<string, Value>> = {}): string {
  return reprOf(evaluate(source, columns));
}
