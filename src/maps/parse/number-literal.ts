/** Reads Python's number literals: integers of any size in four bases, and floats. */
import type { Literal, Span } from './ast';
import { ExpressionSyntaxError } from './source-error';

const INTEGER = /^(?:0|[1-9](?:_?[0-9])*|0(?:_?0)*)$/;
const BASED = /^0(?:[xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)$/;
const FLOAT = /^(?:(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*|[0-9](?:_?[0-9])*\.?)(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;

/** Python refuses longer decimal integers (`int` to text limit of 3.11), for the same reason: time grows with the square. */
const MAX_DIGITS = 4300;

/** Throws `ExpressionSyntaxError` for a number that Python does not have, or a complex one. */
export function readNumberLiteral(text: string, span: Span): Literal {
  if (text.length > MAX_DIGITS) throw new ExpressionSyntaxError(`A number has more than ${MAX_DIGITS} digits.`, span);
  const plain = text.replaceAll('_', '');
  if (INTEGER.test(text) || BASED.test(text)) return { type: 'int', value: BigInt(plain) };
  if (/^0[0-9_]*$/.test(text)) throw new ExpressionSyntaxError('An integer cannot begin with 0.', span);
  if (FLOAT.test(text)) return { type: 'float', value: Number(plain) };
  throw new ExpressionSyntaxError('This is not a number that stream maps know (complex numbers are not).', span);
}
