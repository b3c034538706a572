/** `str.encode` and `bytes.decode`: the encodings and error handlers of Python that data comes in. */
import { spendWork } from '../limits';
import { PythonError, typeError } from '../python-error';
import { typeName, type Value } from '../value';
import { decodeFallback, encodeFallback } from './error-handlers';
import { decodeSingle, encodeSingle, upperHalf } from './single-byte';
import { decodeUtf8, encodeUtf8 } from './utf-8';
import { decodeWide, encodeWide, type WideForm } from './wide';

/** Python's other names, without `-` and `_`. */
const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8', u8: 'utf-8', utf: 'utf-8', cp65001: 'utf-8', utf8sig: 'utf-8-sig',
  ascii: 'ascii', usascii: 'ascii', '646': 'ascii',
  latin1: 'latin-1', latin: 'latin-1', l1: 'latin-1', iso88591: 'latin-1', '8859': 'latin-1', cp819: 'latin-1',
  utf16: 'utf-16', u16: 'utf-16', utf16le: 'utf-16-le', utf16be: 'utf-16-be', unicodelittleunmarked: 'utf-16-le',
  utf32: 'utf-32', u32: 'utf-32', utf32le: 'utf-32-le', utf32be: 'utf-32-be',
  koi8r: 'koi8-r', koi8u: 'koi8-u', macroman: 'mac-roman', macintosh: 'mac-roman',
  latin2: 'iso8859-2', l2: 'iso8859-2', latin9: 'iso8859-15', l9: 'iso8859-15', latin5: 'iso8859-9',
  ibm437: 'cp437', ibm850: 'cp850', ibm852: 'cp852', ibm866: 'cp866', '437': 'cp437', '850': 'cp850', '852': 'cp852', '866': 'cp866',
}; // prettier-ignore

const WIDE: Readonly<Record<string, WideForm>> = {
  'utf-16-le': { unit: 2, littleEndian: true },
  'utf-16-be': { unit: 2, littleEndian: false },
  'utf-32-le': { unit: 4, littleEndian: true },
  'utf-32-be': { unit: 4, littleEndian: false },
};
/** Units of work for a character or byte that is looked up by itself. */
const CHARACTER_WORK = 15;

const BYTE_ORDER_MARK = '\ufeff';

/** Throws `LookupError` for an encoding that is none, `UnicodeError` for a character that it does not have. */
export function encode(text: string, encoding: string, errors: string): Uint8Array {
  const name = encodingName(encoding);
  if (name === 'utf-8') return encodeUtf8(text, encodeFallback(errors, name));
  spendWork(text.length * CHARACTER_WORK);
  if (name === 'utf-8-sig') return encodeUtf8(BYTE_ORDER_MARK + text, encodeFallback(errors, 'utf-8'));
  if (name === 'utf-16' || name === 'utf-32') return encode(BYTE_ORDER_MARK + text, `${name}-le`, errors);
  const wide = wideForm(name);
  if (wide) return encodeWide(text, wide, encodeFallback(errors, name));
  return encodeSingle(text, upperHalf(name) ?? unknown(), encodeFallback(errors, name));
}

/** Throws `LookupError` for an encoding that is none, `UnicodeError` for bytes that mean nothing in it. */
export function decode(bytes: Uint8Array, encoding: string, errors: string): string {
  // Python does not even look at the names then.
  if (bytes.length === 0) return '';
  const name = encodingName(encoding);
  const fallback = decodeFallback(errors);
  if (name === 'utf-8') return decodeUtf8(bytes, fallback);
  spendWork(bytes.length * CHARACTER_WORK);
  if (name === 'utf-8-sig') return decodeUtf8(bytes, fallback).replace(/^\ufeff/, '');
  if (name === 'utf-16' || name === 'utf-32') return decodeMarked(bytes, name === 'utf-16' ? 2 : 4, errors);
  const wide = wideForm(name);
  if (wide) return decodeWide(bytes, wide, fallback);
  return decodeSingle(bytes, upperHalf(name) ?? unknown(), fallback);
}

/** The arguments of both, with Python's defaults. Throws `TypeError` for what is no text. */
export function codecNames(
  what: string,
  encoding: Value | undefined,
  errors: Value | undefined,
): readonly [encoding: string, errors: string] {
  const text = (value: Value | undefined, otherwise: string): string => {
    if (value === undefined) return otherwise;
    if (typeof value === 'string') return value;
    throw typeError(`${what} needs the name of an encoding or error handler, not a \`${typeName(value)}\`.`);
  };
  return [text(encoding, 'utf-8'), text(errors, 'strict')];
}

/** The byte order is the mark's, or little-endian without one. */
function decodeMarked(bytes: Uint8Array, unit: 2 | 4, errors: string): string {
  const mark = Array.from(bytes.subarray(0, unit)).join(' ');
  const little = mark === (unit === 2 ? '255 254' : '255 254 0 0');
  const big = mark === (unit === 2 ? '254 255' : '0 0 254 255');
  const body = little || big ? bytes.subarray(unit) : bytes;
  return decodeWide(body, { unit, littleEndian: !big }, decodeFallback(errors));
}

function encodingName(encoding: string): string {
  const plain = encoding.toLowerCase().replaceAll(/[^a-z0-9]+/g, '');
  if (Object.hasOwn(ALIASES, plain)) return ALIASES[plain] ?? plain;
  const iso = /^(?:iso)?8859(\d+)$/.exec(plain);
  if (iso) return `iso8859-${iso[1] ?? ''}`;
  const windows = /^(?:windows|cp)?(125\d)$/.exec(plain);
  return windows ? `cp${windows[1] ?? ''}` : plain;
}

function wideForm(name: string): WideForm | null {
  return Object.hasOwn(WIDE, name) ? (WIDE[name] ?? null) : null;
}

function unknown(): never {
  throw new PythonError('LookupError', 'There is no encoding of that name in stream maps.');
}
