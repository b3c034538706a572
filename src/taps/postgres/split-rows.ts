/** Finds where a number of rows, or of bytes, is over in a chunk of whole encoded rows. */
import type { PageEncoding } from '../../model/page-ref';
import type { CopyPiece } from '../../systems/postgres/copy-pieces';

export interface RowCut {
  /** Bytes up to the end of the last row that is taken; at least one row is. */
  readonly at: number;
  readonly rows: number;
}

/**
 * Takes rows while fewer than `maxRows` are taken and fewer than `maxBytes`. `chunk` must end with a row; its first `begunBytes` are the end
 * of one whose start is elsewhere, which counts here.
 */
export function cutRows(
  { chunk, begunBytes }: Pick<CopyPiece, 'chunk' | 'begunBytes'>,
  encoding: PageEncoding,
  maxRows: number,
  maxBytes: number,
): RowCut {
  let at = begunBytes;
  let rows = begunBytes > 0 ? 1 : 0;
  while (at < chunk.length && (rows === 0 || (rows < maxRows && at < maxBytes))) {
    at = encoding === 'text' ? textRowEnd(chunk, at) : binaryRowEnd(chunk, at);
    rows += 1;
  }
  return { at, rows };
}

function textRowEnd(chunk: Buffer, from: number): number {
  const newline = chunk.indexOf(0x0a, from);
  return newline < 0 ? chunk.length : newline + 1;
}

function binaryRowEnd(chunk: Buffer, from: number): number {
  let at = from + 2;
  for (let fields = chunk.readInt16BE(from); fields > 0; fields -= 1) at += 4 + Math.max(chunk.readInt32BE(at), 0);
  return at;
}
