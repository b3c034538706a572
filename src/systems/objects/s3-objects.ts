/** Objects in a bucket of S3, or of a service that speaks its language. */
import type * as s3Module from '@aws-sdk/client-s3';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloudError } from './cloud-error';
import { atOnce } from './in-parallel';
import type { ObjectStore, StoredText, StoreWording, WriteCondition } from './object-store';
import { openS3Client, type S3Access, type S3Module } from './s3-client';
import { uploadToS3 } from './s3-upload';

/** What a service answers when a condition of a write does not hold: changed, changing at this moment, or gone. */
const CONDITION_FAILED: ReadonlySet<number> = new Set([404, 409, 412]);

/** Does no I/O. Throws `Unsupported` when the client is not installed. */
export function openS3Objects(bucket: string, access: S3Access, wording: StoreWording): ObjectStore {
  const { s3, client } = openS3Client(access, wording.purpose);
  return new S3Objects(s3, client, bucket, wording);
}

class S3Objects implements ObjectStore {
  readonly place: string;
  readonly scratchFolder = join(tmpdir(), 'meltemi-uploads');
  readonly #s3: S3Module;
  readonly #client: s3Module.S3Client;
  readonly #bucket: string;
  readonly #wording: StoreWording;

  constructor(s3: S3Module, client: s3Module.S3Client, bucket: string, wording: StoreWording) {
    this.#s3 = s3;
    this.#client = client;
    this.#bucket = bucket;
    this.#wording = wording;
    this.place = `s3://${bucket}`;
  }

  async read(key: string, signal: AbortSignal): Promise<StoredText | null> {
    try {
      const command = new this.#s3.GetObjectCommand(this.#at(key));
      const { Body, ETag, LastModified } = await this.#client.send(command, { abortSignal: signal });
      return {
        text: (await Body?.transformToString('utf8')) ?? '',
        version: ETag ?? '',
        modifiedAtMs: LastModified?.getTime() ?? null,
      };
    } catch (error) {
      if (error instanceof this.#s3.NoSuchKey) return null;
      throw this.#failed(`Reading \`${key}\``, error);
    }
  }

  async write(key: string, text: string, condition: WriteCondition, signal: AbortSignal): Promise<string | null> {
    const input = { ...this.#at(key), ...headersOf(condition), Body: text, ContentType: 'application/json' };
    try {
      const { ETag } = await this.#client.send(new this.#s3.PutObjectCommand(input), { abortSignal: signal });
      return ETag ?? '';
    } catch (error) {
      if (condition !== 'always' && this.#refusesCondition(error)) return null;
      throw this.#failed(`Writing \`${key}\``, error);
    }
  }

  async upload(key: string, path: string, signal: AbortSignal): Promise<void> {
    await this.#guard(`Uploading \`${key}\``, () => uploadToS3(this.#s3, this.#client, this.#at(key), path, signal));
  }

  async list(prefix: string, signal: AbortSignal): Promise<readonly string[]> {
    const where = { Bucket: this.#bucket, Prefix: prefix };
    const pages = this.#s3.paginateListObjectsV2({ client: this.#client }, where, { abortSignal: signal });
    return this.#guard(`Listing \`${prefix}\``, async () => {
      const keys: string[] = [];
      for await (const { Contents } of pages) keys.push(...(Contents ?? []).flatMap(({ Key }) => Key ?? []));
      return keys.sort();
    });
  }

  async remove(keys: readonly string[], signal: AbortSignal): Promise<void> {
    // One by one: services that only resemble S3 do not all know how to delete many at once.
    await atOnce(keys, (key) =>
      this.#guard(`Deleting \`${key}\``, () =>
        this.#client.send(new this.#s3.DeleteObjectCommand(this.#at(key)), { abortSignal: signal }),
      ),
    );
  }

  async move(from: string, to: string, signal: AbortSignal): Promise<void> {
    const source = encodeURIComponent(`${this.#bucket}/${from}`).replaceAll('%2F', '/');
    const copy = new this.#s3.CopyObjectCommand({ ...this.#at(to), CopySource: source });
    await this.#guard(`Moving \`${from}\` to \`${to}\``, async () => {
      try {
        await this.#client.send(copy, { abortSignal: signal });
      } catch (error) {
        if (this.#statusOf(error) !== 404) throw error;
        // Moved before, or lost: then this says so.
        await this.#client.send(new this.#s3.HeadObjectCommand(this.#at(to)), { abortSignal: signal });
      }
    });
    await this.remove([from], signal);
  }

  async abortUploads(prefix: string, before: number, signal: AbortSignal): Promise<void> {
    await this.#guard(`Looking for unfinished uploads below \`${prefix}\``, async () => {
      const list = new this.#s3.ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: prefix });
      const { Uploads } = await this.#client.send(list, { abortSignal: signal });
      const old = (Uploads ?? []).filter(({ Initiated }) => Initiated !== undefined && Initiated.getTime() < before);
      for (const { Key, UploadId } of old) {
        const abort = new this.#s3.AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId });
        await this.#client.send(abort, { abortSignal: signal });
      }
    });
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket, Key: key };
  }

  async #guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#failed(doing, error);
    }
  }

  #refusesCondition(error: unknown): boolean {
    const status = this.#statusOf(error);
    const isBucketGone = error instanceof Error && error.name === 'NoSuchBucket';
    return status !== null && CONDITION_FAILED.has(status) && !isBucketGone;
  }

  #statusOf(error: unknown): number | null {
    return error instanceof this.#s3.S3ServiceException ? (error.$metadata.httpStatusCode ?? null) : null;
  }

  #failed(doing: string, error: unknown): Error {
    return cloudError(doing, this.place, this.#statusOf(error), error, this.#wording);
  }
}

function headersOf(condition: WriteCondition): { IfNoneMatch?: string; IfMatch?: string } {
  if (condition === 'always') return {};
  return condition === 'new' ? { IfNoneMatch: '*' } : { IfMatch: condition.version };
}
