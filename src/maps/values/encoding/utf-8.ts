/** UTF-8, with what to do about mistakes. */
import { spendWork } from '../limits';
import type { DecodeFallback, EncodeFallback } from './error-handlers';

/** Units of work for a character or byte, where each has to be looked at because there are mistakes. */
const SLOW_WORK = 100;

const LONE_SURROGATE = /[\ud800-\udfff]/u;

export function encodeUtf8(text: string, fallback: EncodeFallback): Uint8Array {
  if (!LONE_SURROGATE.test(text)) return Buffer.from(text, 'utf8');
  spendWork(text.length * SLOW_WORK);
  const parts = Array.from(text, (char) => {
    const encoded = LONE_SURROGATE.test(char) ? fallback(char) : char;
    return typeof encoded === 'string' ? Buffer.from(encoded, 'utf8') : encoded;
  });
  return Buffer.concat(parts);
}

export function decodeUtf8(bytes: Uint8Array, fallback: DecodeFallback): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeSlowly(bytes, fallback);
  }
}

/** A mistake is as many bytes as could begin a character (Unicode's "maximal subpart"). */
function decodeSlowly(bytes: Uint8Array, fallback: DecodeFallback): string {
  spendWork(bytes.length * SLOW_WORK);
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const { length, complete } = sequenceAt(bytes, at);
    const part = bytes.subarray(at, at + length);
    text += complete ? Buffer.from(part).toString('utf8') : fallback(part);
    at += length;
  }
  return text;
}

function sequenceAt(bytes: Uint8Array, at: number): { readonly length: number; readonly complete: boolean } {
  const first = bytes[at] ?? 0;
  const size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (size === 0) return { length: 1, complete: false };
  for (let i = 1; i < size; i++) {
    const byte = bytes[at + i] ?? 0;
    const [low, high] = i === 1 ? secondByte(first) : [0x80, 0xbf];
    if (byte < low || byte > high) return { length: i, complete: false };
  }
  return { length: size, complete: true };
}

/** Second bytes that lead to no surrogate, no overlong form and nothing beyond U+10FFFF. */
function secondByte(first: number): readonly [number, number] {
  switch (first) {
    case 0xe0:
      return [0xa0, 0xbf];
    case 0xed:
      return [0x80, 0x9f];
    case 0xf0:
      return [0x90, 0xbf];
    case 0xf4:
      return [0x80, 0x8f];
    default:
      return [0x80, 0xbf];
  }
}
