/** An expression of the settings, compiled, with everything that an error about it has to name. */
import { MeltemiError } from '../../model/errors';
import { compileExpression, type CompiledExpression } from '../compile/compile-expression';
import type { Names } from '../compile/names';
import type { ParsedExpression, Span } from '../parse/ast';
import { parseExpression } from '../parse/parse-expression';
import { ExpressionSyntaxError, placeOf, showPlace } from '../parse/source-error';
import { PythonError } from '../values/python-error';

/** Where an expression stands. */
export interface ExpressionPlace {
  /** E.g. `stream_maps.public-orders.note`. */
  readonly path: string;
  readonly stream: string;
}

export interface SettingExpression extends CompiledExpression {
  readonly place: ExpressionPlace;
  readonly source: string;
}

/** What the value of an expression is for. */
export interface ExpressionUse {
  /** `a = b` is allowed, and is b. */
  readonly assignments?: boolean;
  /** It is written as a text and looked at by nothing else (`CompileOptions`). */
  readonly written?: boolean;
}

/**
 * Throws `ConfigInvalid` with the place in the text for a syntax error, an unknown name or function that every record would
 * meet, and for an assignment where none is allowed.
 */
export function compileSetting(
  source: string,
  place: ExpressionPlace,
  names: Names,
  { assignments = false, written = false }: ExpressionUse = {},
): SettingExpression {
  const parsed = parseSetting(source, place);
  if (parsed.form === 'assignment' && !assignments) {
    const text = 'is an assignment, not an expression; `==` compares';
    throw invalid(place, source, parsed.expression.span, text);
  }
  try {
    return { ...compileExpression(parsed.expression, names, { written }), place, source };
  } catch (error) {
    if (error instanceof PythonError)
      throw invalid(place, source, error.span ?? parsed.expression.span, lowerFirst(error.message), error);
    throw error;
  }
}

/** Throws `ConfigInvalid` with the place in the text. */
export function parseSetting(source: string, place: ExpressionPlace): ParsedExpression {
  try {
    return parseExpression(source);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError)
      throw invalid(place, source, error.span, lowerFirst(error.message), error);
    throw error;
  }
}

/** The text of an expression with its place, for messages. */
export function shownAt(source: string, span: Span): string {
  const { line, column } = placeOf(source, span);
  return `line ${line}, column ${column}:\n${showPlace(source, span)}\n`;
}

function invalid(place: ExpressionPlace, source: string, span: Span, what: string, cause?: Error): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The expression \`${place.path}\` cannot be used for stream \`${place.stream}\`: ${what.replace(/\.$/, '')}, at ${shownAt(source, span)}`,
    `Correct \`${place.path}\`.`,
    cause === undefined ? {} : { cause },
  );
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
