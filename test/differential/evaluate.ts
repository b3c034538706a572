/** Our side of a question: the strict language, compiled and evaluated over one record. */
import { compileExpression } from '../../src/maps/compile/compile-expression';
import { Frame } from '../../src/maps/compile/frame';
import type { Names } from '../../src/maps/compile/names';
import { FUNCTIONS } from '../../src/maps/functions/registry';
import { parseExpression } from '../../src/maps/parse/parse-expression';
import { ExpressionSyntaxError } from '../../src/maps/parse/source-error';
import { Dict, PySet } from '../../src/maps/values/containers';
import { readJson } from '../../src/maps/values/json-read';
import { PythonError } from '../../src/maps/values/python-error';
import { reprOf } from '../../src/maps/values/text-of';
import { isList, Tuple, typeName, type Value } from '../../src/maps/values/value';
import type { Outcome, Question } from './outcome';
import { CONFIG, RECORDS } from './records';

/** Beyond this the repr of an integer is more digits than Python writes; both sides then write hexadecimal ones. */
const MAX_DECIMAL_BITS = 10_000;

/** Throws what is no failure of the expression: a fault of ours. */
export function ourOutcome({ text, record, property }: Question): Outcome {
  let early = true;
  try {
    const fields = recordOf(record);
    const names = fields.keys().map(String);
    const compiled = compileExpression(parseExpression(text).expression, namesFor(names, property), { late: true });
    early = false;
    const row = { column: (index: number) => fields.get(names[index] ?? '') ?? null };
    const value = compiled.evaluate(new Frame(row, names, () => 0));
    return { kind: 'value', type: typeName(value), repr: shown(value) };
  } catch (error) {
    if (error instanceof PythonError || error instanceof ExpressionSyntaxError)
      return { kind: 'error', names: [error.name], message: error.message, early };
    throw error;
  }
}

function namesFor(names: readonly string[], property: string): Names {
  const self = names.indexOf(property);
  return {
    columns: new Map(names.map((name, index) => [name, index])),
    self: self < 0 ? null : self,
    constants: new Map<string, Value>([
      ['config', readJson(CONFIG)],
      ['__stream_name__', 'shown'],
      ['__original_stream_name__', 'source'],
    ]),
    hasRecord: true,
    fakes: null,
    functions: FUNCTIONS,
  };
}

/** Read anew for each question: expressions may change what they find. */
function recordOf(place: number): Dict {
  const record = readJson(RECORDS[place] ?? '');
  if (!(record instanceof Dict)) throw new Error(`record ${place} is not an object`);
  return record;
}

/** A value within itself is left to `repr`, which knows how to end. */
function shown(value: Value): string {
  try {
    return showValue(value);
  } catch (error) {
    if (error instanceof RangeError) return reprOf(value);
    throw error;
  }
}

/** As `show` of `oracle.py`: sets in the order of their elements' texts. */
function showValue(value: Value): string {
  if (isList(value)) return `[${value.map(showValue).join(', ')}]`;
  if (value instanceof Tuple && value.typeName === 'tuple') {
    return `(${value.items.map(showValue).join(', ')}${value.items.length === 1 ? ',' : ''})`;
  }
  if (value instanceof PySet) return `set{${value.items().map(showValue).sort(byCodePoints).join(', ')}}`;
  if (value instanceof Dict) {
    return `{${value
      .entries()
      .map((entry) => `${showValue(entry.key)}: ${showValue(entry.value)}`)
      .join(', ')}}`;
  }
  if (typeof value === 'bigint') {
    const hex = value.toString(16).replace('-', '');
    if (hex.length * 4 > MAX_DECIMAL_BITS) return `${value < 0n ? '-' : ''}0x${hex}`;
  }
  return reprOf(value);
}

/** UTF-8 bytes are in the order of code points, which is Python's. */
function byCodePoints(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
