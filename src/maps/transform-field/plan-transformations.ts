/** The rules of `pipelinewise-transform-field` over a stream's pages: each sees the record as the rules before it have left it. */
import { MeltemiError } from '../../model/errors';
import type { Column } from '../../model/stream';
import type { Evaluate } from '../compile/frame';
import { configValue, type NamedStream, type OutputColumn, type OutputPlan } from '../plan/output-plan';
import { withNull } from '../plan/output-type';
import { isEqual } from '../values/compare';
import { Dict } from '../values/containers';
import type { Value } from '../values/value';
import { changedAt, valueAt } from './json-path';
import { fits } from './mask';
import type { Condition, Rule } from './rules';

/** A column on its way through the rules. */
interface Traced {
  readonly column: Column;
  readonly evaluate: Evaluate;
  /** Places of the columns that it reads. */
  readonly reads: ReadonlySet<number>;
  readonly rules: readonly Rule[];
}

/** Other than the real one, a value that cannot be hidden is an error and does not pass. Throws `ConfigInvalid`. */
export function planTransformations(stream: NamedStream, rules: readonly Rule[]): OutputPlan {
  const { columns, keyProperties } = stream.schema;
  const traced = new Map<string, Traced>(
    columns.map((column, index) => [
      column.name,
      { column, evaluate: (frame) => frame.row.column(index), reads: new Set([index]), rules: [] },
    ]),
  );
  for (const rule of rules) {
    if (rule.stream !== stream.name) continue;
    const before = columnNamed(traced, rule.field, `${rule.path}.field_id`, stream.name);
    refuseMisfit(rule, before.column, keyProperties, stream.name);
    const conditions = rule.when.map((condition, i) => {
      const of = columnNamed(traced, condition.column, `${rule.path}.when[${i}].column`, stream.name);
      return { test: testOf(condition, of.evaluate), reads: of.reads };
    });
    traced.set(rule.field, {
      column: before.column,
      evaluate: hiding(
        rule,
        before,
        conditions.map(({ test }) => test),
      ),
      reads: new Set([...before.reads, ...conditions.flatMap(({ reads }) => [...reads])]),
      rules: [...before.rules, rule],
    });
  }
  const planned = [...traced.values()].map((each, from) => planColumn(each, from, stream.name));
  return {
    name: stream.name,
    schema: { columns: planned.map(({ column }) => column), keyProperties },
    columns: planned,
    filter: null,
  };
}

function planColumn({ column, evaluate, reads, rules }: Traced, from: number, stream: string): OutputColumn {
  if (rules.length === 0) return { kind: 'copy', column, from };
  return {
    kind: 'write',
    column: { name: column.name, schema: withNull(column.schema), nullable: true },
    expression: {
      evaluate: (frame) => {
        frame.begin();
        return evaluate(frame);
      },
      reads,
      place: { path: rules.map(({ path }) => path).join(', '), stream },
      source: rules.map(({ type }) => type).join(', '),
    },
  };
}

function hiding({ mask, fieldPaths }: Rule, { column, evaluate }: Traced, tests: readonly Test[]): Evaluate {
  // A date has no time: the real one writes one behind it.
  const isDate = column.schema['format'] === 'date';
  const whole = (value: Value): Value => {
    const hidden = mask.apply(value);
    return isDate && typeof hidden === 'string' ? hidden.slice(0, 'YYYY-MM-DD'.length) : hidden;
  };
  return (frame) => {
    const value = evaluate(frame);
    if (!tests.every((test) => test(frame))) return value;
    if (fieldPaths === null || fieldPaths.length === 0 || !(value instanceof Dict)) return whole(value);
    return fieldPaths.reduce<Value>((changed, path) => changedAt(changed, path, mask.apply), value);
  };
}

type Test = (frame: Parameters<Evaluate>[0]) => boolean;

/** What is not there, and what is no text, matches no pattern. */
function testOf({ fieldPath, test }: Condition, evaluate: Evaluate): Test {
  const read = (frame: Parameters<Evaluate>[0]): Value | undefined => {
    const value = evaluate(frame);
    return fieldPath === null ? value : valueAt(value, fieldPath);
  };
  if ('pattern' in test) {
    return (frame) => {
      const value = read(frame);
      return typeof value === 'string' && test.pattern.first(value, 'search') !== null;
    };
  }
  const wanted = configValue(test.equals);
  return (frame) => {
    const value = read(frame);
    return value !== undefined && isEqual(value, wanted);
  };
}

function columnNamed(columns: ReadonlyMap<string, Traced>, name: string, path: string, stream: string): Traced {
  const found = columns.get(name);
  if (found !== undefined) return found;
  throw new MeltemiError(
    'ConfigInvalid',
    `The setting \`${path}\` names \`${name}\`, which stream \`${stream}\` does not have.`,
    'Correct the name, or select the property.',
  );
}

function refuseMisfit(
  { path, field, type, mask, fieldPaths }: Rule,
  column: Column,
  keys: readonly string[],
  stream: string,
): void {
  if (type === 'SET-NULL' && fieldPaths === null && keys.includes(field)) {
    throw new MeltemiError(
      'ConfigInvalid',
      `The rule \`${path}\` sets \`${field}\` null, a key property of stream \`${stream}\`.`,
      'Hash it instead.',
    );
  }
  const { type: types } = column.schema;
  const isNested = [types].flat().some((each) => each === 'object' || each === 'array');
  if ((isNested && fieldPaths !== null) || fits(mask, column.schema)) return;
  throw new MeltemiError(
    'ConfigInvalid',
    `The rule \`${path}\` cannot be used: \`${type}\` needs ${String(mask.wants)}, which \`${field}\` of stream \`${stream}\` is not.`,
    'Use another type, or SET-NULL, which takes everything.',
  );
}
