/**
 * MD5 (RFC 1321) from bytes to the bytes of its hex form, for the one way in which maps use it by the million: a column hashed
 * on its way from page to page. Node's own needs a text made of the column and makes a text of the result, which costs three times
 * as much as the hash.
 */

const BLOCK_BYTES = 64;
/** Where the length begins in the last block. */
const LENGTH_AT = 56;
const START: readonly number[] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
/** The integer part of 2^32 |sin(i + 1)|, by the RFC's definition. */
const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);
/** Two digits for each byte. */
const HEX = Uint8Array.from({ length: 512 }, (_, i) =>
  '0123456789abcdef'.charCodeAt(i % 2 === 0 ? i >> 5 : (i >> 1) & 15),
);

// Hashes never overlap: each is worked out in one go. Words are little-endian, as are the machines that Node runs on.
const words = new Int32Array(BLOCK_BYTES / 4);
const block = new Uint8Array(words.buffer);
const state = new Int32Array(4);
const digest = new Uint8Array(state.buffer);

export const MD5_HEX_BYTES = 32;

/** Writes the 32 digits of the hash of `source[start, end)` to `target` from `at` on. */
export function writeMd5(source: Buffer, start: number, end: number, target: Buffer, at: number): void {
  state.set(START);
  let from = start;
  for (; end - from >= BLOCK_BYTES; from += BLOCK_BYTES) {
    for (let i = 0; i < BLOCK_BYTES; i++) block[i] = source[from + i] ?? 0;
    mixBlock();
  }
  let filled = 0;
  for (; from < end; from++) block[filled++] = source[from] ?? 0;
  block[filled++] = 0x80;
  if (filled > LENGTH_AT) {
    block.fill(0, filled);
    mixBlock();
    filled = 0;
  }
  block.fill(0, filled);
  const bytes = end - start;
  words[14] = bytes << 3;
  words[15] = bytes >>> 29;
  mixBlock();
  for (let i = 0; i < digest.length; i++) {
    const byte = digest[i] ?? 0;
    target[at + 2 * i] = HEX[2 * byte] ?? 0;
    target[at + 2 * i + 1] = HEX[2 * byte + 1] ?? 0;
  }
}

/** The four rounds, four steps in a turn; written out, because steps that are calls take three times as long. */
function mixBlock(): void {
  let a = state[0] ?? 0;
  let b = state[1] ?? 0;
  let c = state[2] ?? 0;
  let d = state[3] ?? 0;
  for (let i = 0; i < 16; i += 4) {
    a = (b + rotate(a + (d ^ (b & (c ^ d))) + (words[i] ?? 0) + (SINES[i] ?? 0), 7)) | 0;
    d = (a + rotate(d + (c ^ (a & (b ^ c))) + (words[i + 1] ?? 0) + (SINES[i + 1] ?? 0), 12)) | 0;
    c = (d + rotate(c + (b ^ (d & (a ^ b))) + (words[i + 2] ?? 0) + (SINES[i + 2] ?? 0), 17)) | 0;
    b = (c + rotate(b + (a ^ (c & (d ^ a))) + (words[i + 3] ?? 0) + (SINES[i + 3] ?? 0), 22)) | 0;
  }
  for (let i = 0; i < 16; i += 4) {
    a = (b + rotate(a + (c ^ (d & (b ^ c))) + (words[(5 * i + 1) & 15] ?? 0) + (SINES[i + 16] ?? 0), 5)) | 0;
    d = (a + rotate(d + (b ^ (c & (a ^ b))) + (words[(5 * i + 6) & 15] ?? 0) + (SINES[i + 17] ?? 0), 9)) | 0;
    c = (d + rotate(c + (a ^ (b & (d ^ a))) + (words[(5 * i + 11) & 15] ?? 0) + (SINES[i + 18] ?? 0), 14)) | 0;
    b = (c + rotate(b + (d ^ (a & (c ^ d))) + (words[(5 * i) & 15] ?? 0) + (SINES[i + 19] ?? 0), 20)) | 0;
  }
  for (let i = 0; i < 16; i += 4) {
    a = (b + rotate(a + (b ^ c ^ d) + (words[(3 * i + 5) & 15] ?? 0) + (SINES[i + 32] ?? 0), 4)) | 0;
    d = (a + rotate(d + (a ^ b ^ c) + (words[(3 * i + 8) & 15] ?? 0) + (SINES[i + 33] ?? 0), 11)) | 0;
    c = (d + rotate(c + (d ^ a ^ b) + (words[(3 * i + 11) & 15] ?? 0) + (SINES[i + 34] ?? 0), 16)) | 0;
    b = (c + rotate(b + (c ^ d ^ a) + (words[(3 * i + 14) & 15] ?? 0) + (SINES[i + 35] ?? 0), 23)) | 0;
  }
  for (let i = 0; i < 16; i += 4) {
    a = (b + rotate(a + (c ^ (b | ~d)) + (words[(7 * i) & 15] ?? 0) + (SINES[i + 48] ?? 0), 6)) | 0;
    d = (a + rotate(d + (b ^ (a | ~c)) + (words[(7 * i + 7) & 15] ?? 0) + (SINES[i + 49] ?? 0), 10)) | 0;
    c = (d + rotate(c + (a ^ (d | ~b)) + (words[(7 * i + 14) & 15] ?? 0) + (SINES[i + 50] ?? 0), 15)) | 0;
    b = (c + rotate(b + (d ^ (c | ~a)) + (words[(7 * i + 21) & 15] ?? 0) + (SINES[i + 51] ?? 0), 21)) | 0;
  }
  state[0] = (state[0] ?? 0) + a;
  state[1] = (state[1] ?? 0) + b;
  state[2] = (state[2] ?? 0) + c;
  state[3] = (state[3] ?? 0) + d;
}

/** The low 32 bits of `value`, turned left. */
function rotate(value: number, bits: number): number {
  const word = value | 0;
  return (word << bits) | (word >>> (32 - bits));
}
