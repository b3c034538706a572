/** Compiles operators, comparisons, `and`, `or`, `not` and conditionals. */
import type { CompareOperator, ExpressionOf } from '../parse/ast';
import { BINARY } from '../values/arithmetic';
import { contains, isEqual, isOrdered, isSame } from '../values/compare';
import { isTrue } from '../values/truth';
import { applyUnary } from '../values/unary';
import type { Value } from '../values/value';
import { located, type Compiler } from './compiler';
import { compileTextEquality, compileTruth } from './compile-test';
import type { Evaluate, Frame } from './frame';
import { foldMembership } from './record-access';

type Test = (left: Value, right: Value) => boolean;

const TESTS: Readonly<Record<CompareOperator, Test>> = {
  '==': isEqual,
  '!=': (left, right) => !isEqual(left, right),
  '<': (left, right) => isOrdered(left, right, '<'),
  '<=': (left, right) => isOrdered(left, right, '<='),
  '>': (left, right) => isOrdered(left, right, '>'),
  '>=': (left, right) => isOrdered(left, right, '>='),
  in: (left, right) => contains(right, left),
  'not in': (left, right) => !contains(right, left),
  is: isSame,
  'is not': (left, right) => !isSame(left, right),
};

export function compileUnary(compiler: Compiler, node: ExpressionOf<'unary'>): Evaluate {
  const { operator } = node;
  if (operator === 'not') {
    const truth = compileTruth(compiler, node.operand);
    return (frame) => !truth(frame);
  }
  const operand = compiler.compile(node.operand);
  return located(node.span, (frame) => applyUnary(operator, operand(frame)));
}

export function compileBinary(compiler: Compiler, node: ExpressionOf<'binary'>): Evaluate {
  const left = compiler.compile(node.left);
  const right = compiler.compile(node.right);
  const apply = BINARY[node.operator];
  return located(node.span, (frame) => apply(left(frame), right(frame)));
}

export function compileLogical(compiler: Compiler, node: ExpressionOf<'logical'>): Evaluate {
  const left = compiler.compile(node.left);
  const right = compiler.maybe(() => compiler.compile(node.right));
  const stopsAt = node.operator === 'or';
  return (frame) => {
    const value = left(frame);
    return isTrue(value) === stopsAt ? value : right(frame);
  };
}

export function compileConditional(compiler: Compiler, node: ExpressionOf<'conditional'>): Evaluate {
  const test = compileTruth(compiler, node.test);
  const [then, otherwise] = compiler.maybe(
    () => [compiler.compile(node.then), compiler.compile(node.otherwise)] as const,
  );
  return (frame) => (test(frame) ? then(frame) : otherwise(frame));
}

/** Each operand is evaluated once, and none behind the first test that fails. */
export function compileCompare(compiler: Compiler, node: ExpressionOf<'compare'>): Evaluate {
  const folded = foldMembership(compiler, node);
  if (folded !== null) return () => folded;
  const first = compiler.compile(node.first);
  const steps = node.rest.map((step, i) => {
    const operand = i === 0 ? compiler.compile(step.operand) : compiler.maybe(() => compiler.compile(step.operand));
    return { test: TESTS[step.operator], operand };
  });
  const [only, second] = steps;
  const [step] = node.rest;
  if (only && step && !second) {
    const byValue = (frame: Frame): boolean => only.test(first(frame), only.operand(frame));
    const byBytes = compileTextEquality(compiler, first, step.operator, only.operand, byValue);
    return located(node.span, byBytes ?? byValue);
  }
  return located(node.span, (frame) => {
    let left = first(frame);
    for (const { test, operand } of steps) {
      const right = operand(frame);
      if (!test(left, right)) return false;
      left = right;
    }
    return true;
  });
}
