/** An error at a place of an expression's text, and how that place is shown: the line and a caret line below it. */
import type { Span } from './ast';

/** The text is not an expression of the language. `message` says what is wrong; it quotes the expression only. */
export class ExpressionSyntaxError extends Error {
  override readonly name = 'ExpressionSyntaxError';

  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message);
  }
}

export interface SourcePlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** Where a span begins. */
export function placeOf(source: string, span: Span): SourcePlace {
  const before = source.slice(0, span.from);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: span.from - lineStart + 1 };
}

/** Longest part of a line that is shown, in characters; a caret far to the right helps nobody. */
const SHOWN_WIDTH = 100;

/** Two lines: the source line (cut to the part around the span) and carets below the span. */
export function showPlace(source: string, span: Span): string {
  const lineStart = source.lastIndexOf('\n', span.from - 1) + 1;
  const nextBreak = source.indexOf('\n', span.from);
  const line = source.slice(lineStart, nextBreak < 0 ? source.length : nextBreak);
  const from = span.from - lineStart;
  const cut = from > SHOWN_WIDTH / 2 && line.length > SHOWN_WIDTH ? from - SHOWN_WIDTH / 2 : 0;
  const shown = line.slice(cut, cut + SHOWN_WIDTH);
  const width = Math.max(1, Math.min(span.to - span.from, shown.length - (from - cut)));
  return `  ${shown}\n  ${' '.repeat(from - cut)}${'^'.repeat(width)}`;
}
