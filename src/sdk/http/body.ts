/** The body of an answer: decompressed, bounded, and read as the text that it is. */
import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { MeltemiError } from '../../model/errors';
import type { HeaderValues } from './response';

/** Larger answers are refused: an answer is read whole. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;
/** One after the other, as `gzip, br`; more is a way to waste time. */
const MAX_ENCODINGS = 2;

/**
 * `path`: of the request, for errors. Throws `SourceRejected` for a body that is too large, also one that is small while it is
 * compressed, and for a compression that was not asked for; whatever a stream throws when it is cut off.
 */
export async function readBody(body: Readable, headers: HeaderValues, path: string): Promise<Buffer> {
  // One that is given up in its middle fails, and nobody listens then.
  body.on('error', () => undefined);
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    body.destroy();
    throw tooLarge(path);
  }
  return gathered(await decompressed(body, headers, path), path);
}

async function decompressed(body: Readable, headers: HeaderValues, path: string): Promise<Readable> {
  const encodings = (headers['content-encoding'] ?? '').toLowerCase().split(',');
  const named = encodings.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
  let read = body;
  for (const name of named.reverse()) {
    // Some servers leave out the header that the word `deflate` stands for (RFC 9110, 8.4.1.2): its first byte is looked at.
    const whole = name === 'deflate' ? await gathered(read, path) : null;
    if (whole !== null) read = Readable.from([whole]);
    const decoder = named.length > MAX_ENCODINGS ? null : decoderOf(name, whole);
    if (decoder === null) {
      body.destroy();
      throw new MeltemiError(
        'SourceRejected',
        `The answer for path ${path} is compressed in a way that was not asked for (${named.reverse().join(', ').slice(0, 60)}).`,
        'Look at the `Accept-Encoding` header of the stream and at the server.',
      );
    }
    const source = read;
    source.on('error', (error) => decoder.destroy(error));
    decoder.on('close', () => source.destroy());
    read = source.pipe(decoder);
  }
  return read;
}

function decoderOf(name: string, whole: Buffer | null): ReturnType<typeof createGunzip> | null {
  if (name === 'gzip' || name === 'x-gzip') return createGunzip();
  if (name === 'br') return createBrotliDecompress();
  if (whole === null) return null;
  return ((whole[0] ?? 8) & 0x0f) === 8 ? createInflate() : createInflateRaw();
}

async function gathered(read: Readable, path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of read as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      read.destroy();
      throw tooLarge(path);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

/**
 * The text of a body, in the charset that the server names, else in UTF-8; a byte order mark goes before both and is left out. Null when
 * its bytes are no text of that charset: nothing is replaced.
 */
export function textOfBody(bytes: Buffer, headers: HeaderValues): string | null {
  const charset = markOf(bytes) ?? charsetOf(headers['content-type'] ?? '');
  if (charset === 'utf-8') return isUtf8(bytes) ? bytes.toString('utf8', startsWith(bytes, UTF8_MARK) ? 3 : 0) : null;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const UTF8_MARK = [0xef, 0xbb, 0xbf];

function markOf(bytes: Buffer): string | null {
  if (startsWith(bytes, UTF8_MARK)) return 'utf-8';
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  return startsWith(bytes, [0xfe, 0xff]) ? 'utf-16be' : null;
}

function startsWith(bytes: Buffer, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

/** `utf-8` for a charset that nobody knows. */
function charsetOf(contentType: string): string {
  const [, name = 'utf-8'] = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType) ?? [];
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return 'utf-8';
  }
}

function tooLarge(path: string): MeltemiError {
  return new MeltemiError(
    'SourceRejected',
    `The answer for path ${path} is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB.`,
    'Ask for fewer records at a time.',
  );
}
