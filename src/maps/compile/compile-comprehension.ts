/** Compiles comprehensions and generators; a generator is worked off at once, into a list. */
import type { ComprehensionClause, ExpressionOf, LoopTarget } from '../parse/ast';
import { Dict } from '../values/containers';
import { itemsIn } from '../values/iterate';
import { isTrue } from '../values/truth';
import type { Value } from '../values/value';
import { located, type Compiler } from './compiler';
import type { Evaluate, Frame } from './frame';

type Assign = (frame: Frame, value: Value) => void;
type Loop = (frame: Frame, emit: (frame: Frame) => void) => void;

export function compileList(compiler: Compiler, node: ExpressionOf<'list-comprehension' | 'generator'>): Evaluate {
  return inLoop(compiler, node.clauses, (loop) => {
    const element = compiler.compile(node.element);
    return located(node.span, (frame) => {
      const items: Value[] = [];
      loop(frame, (inner) => items.push(element(inner)));
      return items;
    });
  });
}

export function compileDictLoop(compiler: Compiler, node: ExpressionOf<'dict-comprehension'>): Evaluate {
  return inLoop(compiler, node.clauses, (loop) => {
    const key = compiler.compile(node.key);
    const value = compiler.compile(node.value);
    return located(node.span, (frame) => {
      const dict = new Dict();
      loop(frame, (inner) => {
        // Python evaluates the value first.
        const item = value(inner);
        dict.set(key(inner), item);
      });
      return dict;
    });
  });
}

/** Compiles the clauses, then the body with their names; only the first iterable is certain to be evaluated. */
function inLoop(compiler: Compiler, clauses: readonly ComprehensionClause[], body: (loop: Loop) => Evaluate): Evaluate {
  const { declared } = compiler;
  const [first, ...rest] = clauses;
  if (!first) throw new Error('a comprehension without a clause');
  const iterable = compiler.compile(first.iterable);
  const result = compiler.maybe(() => {
    // All names at once: in simpleeval those of a later clause keep their last value while an earlier one goes on.
    const assigns = clauses.map(({ target }) => compileTarget(compiler, target, declared));
    const iterables = [iterable, ...rest.map((clause) => compiler.compile(clause.iterable))];
    const loops = clauses.map((clause, i) => compileClause(compiler, clause, iterables[i] ?? iterable, assigns[i]));
    const nested = loops.reduceRight<Loop>(
      (inner, loop) => (frame, emit) => loop(frame, (next) => inner(next, emit)),
      (frame, emit) => emit(frame),
    );
    const slots = compiler.slotsSince(declared);
    return body((frame, emit) => {
      for (const slot of slots) frame.locals[slot] = undefined;
      nested(frame, emit);
    });
  });
  compiler.forget(declared);
  return result;
}

function compileClause(
  compiler: Compiler,
  clause: ComprehensionClause,
  iterable: Evaluate,
  assign: Assign = () => undefined,
): Loop {
  const conditions = clause.conditions.map((condition) => compiler.compile(condition));
  return (frame, emit) => {
    for (const item of itemsIn(iterable(frame))) {
      frame.countItem();
      assign(frame, item);
      if (conditions.every((condition) => isTrue(condition(frame)))) emit(frame);
    }
  };
}

/** A name that stands twice in one comprehension is one name. `since`: how many names were declared around it. */
function compileTarget(compiler: Compiler, target: LoopTarget, since: number): Assign {
  if (target.kind === 'name') {
    const slot = compiler.declare(target.id, since);
    return (frame, value) => {
      frame.locals[slot] = value;
    };
  }
  const parts = target.items.map((item) => compileTarget(compiler, item, since));
  return (frame, value) => {
    // As in simpleeval, what is too much is dropped, and a name without a value keeps the one that it has.
    const items = itemsIn(value);
    parts.slice(0, items.length).forEach((assign, i) => assign(frame, items[i] ?? null));
  };
}
