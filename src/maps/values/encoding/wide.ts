/** UTF-16 and UTF-32 in both byte orders. */
import type { DecodeFallback, EncodeFallback } from './error-handlers';

export interface WideForm {
  /** Bytes of a unit. */
  readonly unit: 2 | 4;
  readonly littleEndian: boolean;
}

const LONE_SURROGATE = /[\ud800-\udfff]/u;
const HIGHEST = 0x10ffff;

export function encodeWide(text: string, { unit, littleEndian }: WideForm, fallback: EncodeFallback): Uint8Array {
  const parts: Uint8Array[] = [];
  const write = (part: string): void => {
    const bytes = unit === 2 ? Buffer.from(part, 'utf16le') : codePoints(part);
    if (!littleEndian) bytes[unit === 2 ? 'swap16' : 'swap32']();
    parts.push(bytes);
  };
  if (!LONE_SURROGATE.test(text)) write(text);
  else {
    for (const char of text) {
      const encoded = LONE_SURROGATE.test(char) ? fallback(char) : char;
      if (typeof encoded === 'string') write(encoded);
      else parts.push(encoded);
    }
  }
  return Buffer.concat(parts);
}

export function decodeWide(bytes: Uint8Array, { unit, littleEndian }: WideForm, fallback: DecodeFallback): string {
  const buffer = Buffer.from(bytes);
  const read = (at: number): number => {
    if (unit === 4) return littleEndian ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at);
    return littleEndian ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at);
  };
  let text = '';
  for (let at = 0; at < bytes.length;) {
    if (at + unit > bytes.length) return text + fallback(bytes.subarray(at));
    const value = read(at);
    const isHigh = value >= 0xd800 && value < 0xdc00;
    if (unit === 2 && isHigh) {
      // The end of the bytes within a pair is one mistake, whatever is left of it.
      if (at + 4 > bytes.length) return text + fallback(bytes.subarray(at));
      const next = read(at + 2);
      if (next >= 0xdc00 && next < 0xe000) {
        text += String.fromCharCode(value, next);
        at += 4;
        continue;
      }
    }
    const isMistake = (value >= 0xd800 && value < 0xe000) || value > HIGHEST;
    text += isMistake ? fallback(bytes.subarray(at, at + unit)) : String.fromCodePoint(value);
    at += unit;
  }
  return text;
}

/** In four bytes each, the lowest first. */
function codePoints(text: string): Buffer {
  const points = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(points.length * 4);
  points.forEach((point, i) => bytes.writeUInt32LE(point, i * 4));
  return bytes;
}
