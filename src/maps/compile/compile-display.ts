/** Compiles displays (`[a, *b]`, `(a, b)`, `{a}`, `{a: b, **c}`) and f-strings. */
import type { DisplayItem, ExpressionOf, FormatPart } from '../parse/ast';
import { fillDict } from '../methods/dict-methods';
import { NO_KEYWORDS } from '../values/callable';
import { Dict, PySet } from '../values/containers';
import { formatValue } from '../values/format/format-value';
import { itemsIn } from '../values/iterate';
import { checkJoined } from '../values/limits';
import { Tuple, type Value } from '../values/value';
import { located, type Compiler } from './compiler';
import type { Evaluate, Frame } from './frame';

export function compileDisplay(compiler: Compiler, node: ExpressionOf<'list' | 'tuple' | 'set'>): Evaluate {
  const itemsOf = compileItems(compiler, node.items);
  if (node.kind === 'list') return located(node.span, itemsOf);
  if (node.kind === 'tuple') return located(node.span, (frame) => new Tuple(itemsOf(frame)));
  return located(node.span, (frame) => new PySet(itemsOf(frame)));
}

export function compileDict(compiler: Compiler, node: ExpressionOf<'dict'>): Evaluate {
  const entries = node.entries.map(({ key, value }) => ({
    key: key ? compiler.compile(key) : null,
    value: compiler.compile(value),
  }));
  return located(node.span, (frame) => {
    const dict = new Dict();
    for (const { key, value } of entries) {
      // Python evaluates the value first.
      const item = value(frame);
      if (key) dict.set(key(frame), item);
      else fillDict(dict, item, NO_KEYWORDS);
    }
    return dict;
  });
}

export function compileFormat(compiler: Compiler, node: ExpressionOf<'format'>): Evaluate {
  return located(node.span, compileParts(compiler, node.parts));
}

function compileItems(compiler: Compiler, items: readonly DisplayItem[]): (frame: Frame) => Value[] {
  const parts = items.map(({ spread, value }) => ({ spread, value: compiler.compile(value) }));
  if (!parts.some((part) => part.spread)) return (frame) => parts.map((part) => part.value(frame));
  return (frame) =>
    parts.flatMap((part) => {
      const value = part.value(frame);
      return part.spread ? [...itemsIn(value)] : [value];
    });
}

function compileParts(compiler: Compiler, parts: readonly FormatPart[]): (frame: Frame) => string {
  const pieces = parts.map((part): ((frame: Frame) => string) => {
    if (part.kind === 'text') return () => part.text;
    const value = compiler.compile(part.value);
    const spec = compileParts(compiler, part.spec);
    return (frame) => formatValue(value(frame), spec(frame));
  });
  return (frame) => {
    let text = '';
    for (const piece of pieces) {
      text += piece(frame);
      checkJoined(text.length);
    }
    return text;
  };
}
