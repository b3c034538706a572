/** The format specification mini-language of f-strings, cut into its parts. */
import { checkJoined } from '../limits';
import { valueError } from '../python-error';
import type { SignStyle } from './number-text';

const FORM = /^(?:([\s\S])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([\s\S])?$/u;

export interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: SignStyle;
  /** Whether a sign was given, also the default one. */
  readonly signGiven: boolean;
  /** `z`: no negative zero. */
  readonly noNegativeZero: boolean;
  /** `#` */
  readonly alternate: boolean;
  readonly width: number;
  readonly group: string | undefined;
  readonly precision: number | undefined;
  readonly type: string | undefined;
  /** Whether the width begins with 0. */
  readonly zero: boolean;
  readonly alignGiven: boolean;
}

/** `align`: where values of the type stand without an alignment. Throws `ValueError`. */
export function readSpec(text: string, align: '<' | '>'): Spec {
  const match = FORM.exec(text);
  if (!match) throw valueError('A format specification is not valid.');
  const [, fill, given, sign, noNegativeZero, alternate, zero, width, group, precision, type] = match;
  // A character to fill with wins over the zero before the width.
  const pads = zero !== undefined && fill === undefined;
  checkJoined(Number(width ?? 0));
  return {
    fill: fill ?? (pads ? '0' : ' '),
    align: given ?? (pads && align === '>' ? '=' : align),
    sign: sign === '+' || sign === ' ' ? sign : '-',
    signGiven: sign !== undefined,
    noNegativeZero: noNegativeZero !== undefined,
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    group,
    precision: precision === undefined ? undefined : Number(precision),
    type,
    zero: zero !== undefined,
    alignGiven: given !== undefined,
  };
}
