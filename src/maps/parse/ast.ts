/** The syntax tree of an expression: only what the language has, so a tree that exists can be compiled. */

/** Places in the expression's text, counted in UTF-16 units from 0; `to` is behind the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** `float` literals are told apart from integers by their own kind; an integer beyond 2^53 is a bigint. */
export type Literal =
  | { readonly type: 'none' }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array };

export type UnaryOperator = '+' | '-' | '~' | 'not';
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '&' | '|' | '^' | '<<' | '>>';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not';

/** An element of a display; `spread` is Python's `*value`. */
export interface DisplayItem {
  readonly spread: boolean;
  readonly value: Expression;
}

/** An entry of a dict display; without a key it is Python's `**value`. */
export interface DictEntry {
  readonly key: Expression | null;
  readonly value: Expression;
}

/** A piece of an f-string: text, or a value with the pieces of its format specification. */
export type FormatPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Expression; readonly spec: readonly FormatPart[] };

/** The names that a comprehension gives to each item: one name, or several that the item is unpacked into. */
export type LoopTarget =
  { readonly kind: 'name'; readonly id: string } | { readonly kind: 'names'; readonly items: readonly LoopTarget[] };

/** One `for ... in ...` of a comprehension with the `if`s behind it. */
export interface ComprehensionClause {
  readonly target: LoopTarget;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export interface KeywordArgument {
  readonly name: string;
  readonly value: Expression;
}

export type Expression = { readonly span: Span } & (
  | { readonly kind: 'literal'; readonly literal: Literal }
  | { readonly kind: 'name'; readonly id: string }
  | { readonly kind: 'format'; readonly parts: readonly FormatPart[] }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly DisplayItem[] }
  | { readonly kind: 'dict'; readonly entries: readonly DictEntry[] }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'compare';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[];
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: 'attribute'; readonly target: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly target: Expression; readonly index: Expression }
  | {
      readonly kind: 'slice';
      readonly target: Expression;
      readonly start: Expression | null;
      readonly stop: Expression | null;
      readonly step: Expression | null;
    }
  | {
      readonly kind: 'call';
      readonly callee: Expression;
      readonly args: readonly Expression[];
      readonly keywords: readonly KeywordArgument[];
    }
  | {
      readonly kind: 'list-comprehension' | 'generator';
      readonly element: Expression;
      readonly clauses: readonly ComprehensionClause[];
    }
  | {
      readonly kind: 'dict-comprehension';
      readonly key: Expression;
      readonly value: Expression;
      readonly clauses: readonly ComprehensionClause[];
    }
);

export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>;

/** `assignment`: the text was `target = value`; the real mapper evaluates the value of one in a filter. */
export interface ParsedExpression {
  readonly source: string;
  readonly form: 'expression' | 'assignment';
  readonly expression: Expression;
}
