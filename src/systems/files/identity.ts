/** Which file it is and with which content: what a cursor keeps, so that a file that was changed in between is told. */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

export interface FileIdentity {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, with the fraction that the file system keeps. */
  readonly modifiedMs: number;
  /** Checksum of the first bytes: another file may have been given the same size and time. */
  readonly head: string;
}

/** Enough for a header and some records. */
const HEAD_BYTES = 4096;
/** 64 bits of SHA-256. */
const CHECKSUM_BYTES = 8;

export async function identityOf(file: FileHandle): Promise<FileIdentity> {
  const { size, mtimeMs } = await file.stat();
  const head = Buffer.alloc(Math.min(HEAD_BYTES, size));
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  const checksum = createHash('sha256').update(head.subarray(0, bytesRead)).digest();
  return { size, modifiedMs: mtimeMs, head: checksum.subarray(0, CHECKSUM_BYTES).toString('base64url') };
}

export function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  return one.size === other.size && one.modifiedMs === other.modifiedMs && one.head === other.head;
}
