/** Encodings of text files, of which each tells how many bytes a piece of decoded text has taken: a place in a file is counted in bytes. */

export interface TextEncoding {
  readonly name: string;
  /** A decoder of pieces. Throws `TypeError` for bytes that are no text in the encoding. */
  decoder(): (bytes: Buffer, isLast: boolean) => string;
  /** Bytes that the text takes in the file. */
  bytesOf(text: string): number;
  /** What the first bytes of a file say: how many of them mark the encoding and are no text, and which encoding it is then. */
  marked(head: Buffer): { readonly bytes: number; readonly encoding: TextEncoding };
}

/** As many bytes as a mark may have. */
export const MARK_BYTES = 3;

/** One byte per character. */
const SINGLE_BYTE = /^(?:(?:windows|cp)(125[0-8])|iso8859(\d\d?)|latin(\d))$/;

/** Null: not known, or one whose characters do not tell how many bytes they took. */
export function textEncoding(name: string): TextEncoding | null {
  const plain = name.toLowerCase().replace(/[-_ ]/g, '');
  if (['utf8', 'utf8sig', 'ascii', 'usascii', 'cp65001'].includes(plain)) return UTF_8;
  if (plain === 'utf16') return utf16('utf-16', 'utf-16le');
  if (plain === 'utf16le') return utf16('utf-16-le', 'utf-16le');
  if (plain === 'utf16be') return utf16('utf-16-be', 'utf-16be');
  // The web means windows-1252 by this name; every other place means that each byte is the character of its number.
  if (['latin1', 'iso88591', '88591', 'l1'].includes(plain)) return LATIN_1;
  const [, windows, iso, latin] = SINGLE_BYTE.exec(plain) ?? [];
  if (windows !== undefined) return singleByte(name, `windows-${windows}`);
  if (iso !== undefined) return singleByte(name, `iso-8859-${iso}`);
  return latin === undefined ? null : singleByte(name, `latin${latin}`);
}

const UTF_8: TextEncoding = {
  name: 'utf-8',
  decoder: () => decoding('utf-8'),
  bytesOf: (text) => Buffer.byteLength(text),
  marked: (head) => ({ bytes: startsWith(head, 0xef, 0xbb, 0xbf) ? 3 : 0, encoding: UTF_8 }),
};

const LATIN_1: TextEncoding = {
  name: 'latin-1',
  decoder: () => (bytes) => bytes.toString('latin1'),
  bytesOf: (text) => text.length,
  marked: () => ({ bytes: 0, encoding: LATIN_1 }),
};

function singleByte(name: string, label: string): TextEncoding | null {
  try {
    decoding(label);
  } catch {
    return null;
  }
  const encoding: TextEncoding = {
    name,
    decoder: () => decoding(label),
    bytesOf: (text) => text.length,
    marked: () => ({ bytes: 0, encoding }),
  };
  return encoding;
}

/** A mark at the start says which byte comes first; without one the name says it, or it is the lower one. */
function utf16(name: string, label: 'utf-16le' | 'utf-16be'): TextEncoding {
  const encoding: TextEncoding = {
    name,
    decoder: () => decoding(label),
    bytesOf: (text) => text.length * 2,
    marked: (head) => {
      if (startsWith(head, 0xff, 0xfe)) return { bytes: 2, encoding: utf16(name, 'utf-16le') };
      if (startsWith(head, 0xfe, 0xff)) return { bytes: 2, encoding: utf16(name, 'utf-16be') };
      return { bytes: 0, encoding };
    },
  };
  return encoding;
}

function startsWith(head: Buffer, ...mark: readonly number[]): boolean {
  return mark.every((byte, index) => head[index] === byte);
}

function decoding(label: string): (bytes: Buffer, isLast: boolean) => string {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  return (bytes, isLast) => decoder.decode(bytes, { stream: !isLast });
}
