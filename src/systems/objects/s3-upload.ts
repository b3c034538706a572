/** Puts a file into a bucket: at once when it is small, else in parts, which show only when all of them are there. */
import type * as s3Module from '@aws-sdk/client-s3';
import { type FileHandle, open } from 'node:fs/promises';
import { atOnce } from './in-parallel';
import type { S3Module } from './s3-client';

type At = Readonly<Record<'Bucket' | 'Key', string>>;

const MIB = 1024 * 1024;
/** One request up to this size: a page's file nearly always. It lies in memory, so that it can be sent again. */
const SINGLE_BYTES = 16 * MIB;
/** S3 wants parts of 5 MiB at least, and eight of them are in memory at once. */
const PART_BYTES = 8 * MIB;
/** S3 takes no more parts than this. */
const MAX_PARTS = 10_000;

export async function uploadToS3(
  s3: S3Module,
  client: s3Module.S3Client,
  at: At,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > SINGLE_BYTES) return await uploadParts(s3, client, at, file, size, signal);
    const body = await slice(file, 0, size);
    await client.send(new s3.PutObjectCommand({ ...at, Body: body, ContentLength: size }), { abortSignal: signal });
  } finally {
    await file.close();
  }
}

async function uploadParts(
  s3: S3Module,
  client: s3Module.S3Client,
  at: At,
  file: FileHandle,
  size: number,
  signal: AbortSignal,
): Promise<void> {
  const partBytes = Math.max(PART_BYTES, Math.ceil(size / MAX_PARTS));
  const numbers = Array.from({ length: Math.ceil(size / partBytes) }, (_, i) => i + 1);
  const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand(at), { abortSignal: signal });
  const upload = { ...at, UploadId };
  try {
    const etags = new Map<number, string | undefined>();
    await atOnce(numbers, async (PartNumber) => {
      const start = (PartNumber - 1) * partBytes;
      const Body = await slice(file, start, Math.min(partBytes, size - start));
      const part = new s3.UploadPartCommand({ ...upload, PartNumber, Body, ContentLength: Body.length });
      etags.set(PartNumber, (await client.send(part, { abortSignal: signal })).ETag);
    });
    const Parts = numbers.map((PartNumber) => ({ PartNumber, ETag: etags.get(PartNumber) }));
    const complete = new s3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } });
    await client.send(complete, { abortSignal: signal });
  } catch (error) {
    // What cannot be given up now is found by its age later.
    await client.send(new s3.AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

async function slice(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new Error(`The file got shorter while it was uploaded: ${String(start + done)} bytes.`);
    done += bytesRead;
  }
  return bytes;
}
