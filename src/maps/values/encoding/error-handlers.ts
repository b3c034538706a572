/** What happens to a character that an encoding does not have, or to bytes that mean nothing in it. */
import { spendWork } from '../limits';
import { PythonError, typeError } from '../python-error';
import { escapeCharacter } from '../quote';

/** One code point (a lone surrogate is one) → the text or the bytes that stand for it. */
export type EncodeFallback = (char: string) => string | Uint8Array;
/** The bytes of one mistake → the text that stands for them. */
export type DecodeFallback = (bytes: Uint8Array) => string;

/** Units of work for what cannot be encoded or decoded. */
const MISTAKE_WORK = 60;

const SURROGATE_OF_BYTE = 0xdc00;

/** By Python's name. The functions throw `UnicodeError`, and `LookupError` for a name that is none. */
export function encodeFallback(name: string, encoding: string): EncodeFallback {
  return (char) => {
    spendWork(MISTAKE_WORK);
    const code = char.codePointAt(0) ?? 0;
    switch (name) {
      case 'strict':
        throw unicodeError('`encode` met a character that the encoding does not have.');
      case 'ignore':
        return '';
      case 'replace':
        return '?';
      case 'backslashreplace':
        return escapeCharacter(char);
      case 'xmlcharrefreplace':
        return `&#${code};`;
      case 'surrogateescape':
        if (code > 0xdc7f && code < 0xdd00) return Uint8Array.of(code - SURROGATE_OF_BYTE);
        throw unicodeError('`encode` met a character that the encoding does not have.');
      case 'surrogatepass':
        return surrogateBytes(code, encoding);
      default:
        throw unknownHandler();
    }
  };
}

/** By Python's name. The functions throw `UnicodeError`, and `LookupError` for a name that is none. */
export function decodeFallback(name: string): DecodeFallback {
  return (bytes) => {
    spendWork(MISTAKE_WORK);
    switch (name) {
      case 'strict':
      case 'surrogatepass':
        throw unicodeError('`decode` met bytes that mean nothing in the encoding.');
      case 'ignore':
        return '';
      case 'replace':
        return '\ufffd';
      case 'backslashreplace':
        return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
      case 'surrogateescape':
        if (bytes.some((byte) => byte < 0x80))
          throw unicodeError('`decode` met bytes that mean nothing in the encoding.');
        return String.fromCharCode(...Array.from(bytes, (byte) => SURROGATE_OF_BYTE + byte));
      case 'xmlcharrefreplace':
      case 'namereplace':
        throw typeError(`\`${name}\` works for \`encode\` only.`);
      default:
        throw unknownHandler();
    }
  };
}

function surrogateBytes(code: number, encoding: string): Uint8Array {
  if (code < 0xd800 || code > 0xdfff) throw unicodeError('`encode` met a character that the encoding does not have.');
  const low = code & 0xff;
  const high = code >> 8;
  switch (encoding) {
    case 'utf-8':
      return Uint8Array.of(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    case 'utf-16-le':
      return Uint8Array.of(low, high);
    case 'utf-16-be':
      return Uint8Array.of(high, low);
    case 'utf-32-le':
      return Uint8Array.of(low, high, 0, 0);
    case 'utf-32-be':
      return Uint8Array.of(0, 0, high, low);
    default:
      throw unicodeError('`encode` met a character that the encoding does not have.');
  }
}

function unicodeError(message: string): PythonError {
  return new PythonError('UnicodeError', message);
}

function unknownHandler(): PythonError {
  return new PythonError('LookupError', 'There is no error handler of that name.');
}
