/** A text file that is read in pieces from a place on. */
import { open, type FileHandle } from 'node:fs/promises';
import { bytesFrom, headOf } from './file-bytes';
import { identityOf, type FileIdentity } from './identity';
import { MARK_BYTES, type TextEncoding } from './text-encoding';

/** Bytes that are no text in the encoding of the file. */
export class BadText extends Error {
  /** `linesBefore`: whole lines between the place where the reading began and the bad bytes. */
  constructor(readonly linesBefore: number) {
    super('bytes that are no text');
  }
}

export class TextFile {
  readonly #file: FileHandle;
  readonly #chunks: AsyncGenerator<Buffer, void, undefined>;
  readonly #decode: (bytes: Buffer, isLast: boolean) => string;
  #lines = 0;

  private constructor(
    readonly identity: FileIdentity,
    readonly encoding: TextEncoding,
    /** Where the text begins that is read first: behind the mark of the encoding at the earliest. */
    readonly start: number,
    file: FileHandle,
  ) {
    this.#file = file;
    this.#chunks = bytesFrom(file, start);
    this.#decode = encoding.decoder();
  }

  /** `offset`: in bytes of the content, which is the decompressed one. Throws what the file system throws. */
  static async open(path: string, encoding: TextEncoding, offset: number): Promise<TextFile> {
    const file = await open(path, 'r');
    try {
      const identity = await identityOf(file);
      const mark = encoding.marked(await headOf(file, MARK_BYTES));
      return new TextFile(identity, mark.encoding, Math.max(offset, mark.bytes), file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Null at the end of the file. Throws `BadText`, and what the file system throws. */
  async next(): Promise<string | null> {
    const { value, done } = await this.#chunks.next();
    const bytes = done === true ? Buffer.alloc(0) : value;
    let text: string;
    try {
      text = this.#decode(bytes, done === true);
    } catch {
      throw new BadText(this.#lines + wholeLines(bytes, this.encoding));
    }
    if (done === true) return text === '' ? null : text;
    this.#lines += newlines(text);
    return text;
  }

  /** As it is now: another content has another identity. */
  identityNow(): Promise<FileIdentity> {
    return identityOf(this.#file);
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
    await this.#file.close();
  }
}

/** Lines before the first one that cannot be decoded. */
function wholeLines(bytes: Buffer, encoding: TextEncoding): number {
  let lines = 0;
  let from = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
    try {
      // The first one may begin inside a character.
      if (from > 0) encoding.decoder()(bytes.subarray(from, end), true);
    } catch {
      return lines;
    }
    from = end + 1;
    lines += 1;
  }
  return lines;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
