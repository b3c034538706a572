/** Objects in a bucket of Google Cloud Storage. What is uploaded in parts and never ended, Google drops by itself after a week. */
import type * as storageModule from '@google-cloud/storage';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloudError, statusIn } from './cloud-error';
import { atOnce } from './in-parallel';
import type { ObjectStore, StoredText, StoreWording, WriteCondition } from './object-store';

/** Files of this many bytes and more go up in parts that can be sent again; a smaller one is sent again as a whole. */
const RESUMABLE_BYTES = 16 * 1024 * 1024;

export function openGoogleObjects(storage: storageModule.Storage, bucket: string, wording: StoreWording): ObjectStore {
  return new GoogleObjects(storage.bucket(bucket), bucket, wording);
}

class GoogleObjects implements ObjectStore {
  readonly place: string;
  readonly scratchFolder = join(tmpdir(), 'meltemi-uploads');
  readonly #bucket: storageModule.Bucket;
  readonly #wording: StoreWording;

  constructor(bucket: storageModule.Bucket, name: string, wording: StoreWording) {
    this.#bucket = bucket;
    this.#wording = wording;
    this.place = `gs://${name}`;
  }

  async read(key: string, signal: AbortSignal): Promise<StoredText | null> {
    signal.throwIfAborted();
    const file = this.#bucket.file(key);
    try {
      const [{ generation, updated }] = await file.getMetadata();
      // Of this generation, so that content and version belong together.
      const [bytes] = await this.#bucket.file(key, generation === undefined ? {} : { generation }).download();
      const modifiedAtMs = updated === undefined ? null : Date.parse(updated);
      return { text: bytes.toString('utf8'), version: String(generation ?? ''), modifiedAtMs };
    } catch (error) {
      if (statusIn(error, 'code') === 404) return null;
      throw this.#failed(`Reading \`${key}\``, error);
    }
  }

  async write(key: string, text: string, condition: WriteCondition, signal: AbortSignal): Promise<string | null> {
    signal.throwIfAborted();
    const file = this.#bucket.file(key);
    try {
      await file.save(text, { resumable: false, contentType: 'application/json', ...headersOf(condition) });
      return String(file.metadata.generation ?? '');
    } catch (error) {
      if (condition !== 'always' && statusIn(error, 'code') === 412) return null;
      throw this.#failed(`Writing \`${key}\``, error);
    }
  }

  async upload(key: string, path: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#guard(`Uploading \`${key}\``, async () => {
      const { size } = await stat(path);
      await this.#bucket.upload(path, { destination: key, resumable: size >= RESUMABLE_BYTES });
    });
  }

  async list(prefix: string, signal: AbortSignal): Promise<readonly string[]> {
    signal.throwIfAborted();
    return this.#guard(`Listing \`${prefix}\``, async () => {
      const [files] = await this.#bucket.getFiles({ prefix });
      return files.map(({ name }) => name).sort();
    });
  }

  async remove(keys: readonly string[], signal: AbortSignal): Promise<void> {
    await atOnce(keys, async (key) => {
      signal.throwIfAborted();
      await this.#guard(`Deleting \`${key}\``, () => this.#bucket.file(key).delete({ ignoreNotFound: true }));
    });
  }

  async move(from: string, to: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#guard(`Moving \`${from}\` to \`${to}\``, async () => {
      try {
        await this.#bucket.file(from).copy(this.#bucket.file(to));
      } catch (error) {
        const [isThere] = statusIn(error, 'code') === 404 ? await this.#bucket.file(to).exists() : [false];
        if (!isThere) throw error;
      }
    });
    await this.remove([from], signal);
  }

  async abortUploads(): Promise<void> {
    // The service does it.
  }

  async #guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#failed(doing, error);
    }
  }

  #failed(doing: string, error: unknown): Error {
    return cloudError(doing, this.place, statusIn(error, 'code'), error, this.#wording);
  }
}

function headersOf(condition: WriteCondition): { preconditionOpts?: { ifGenerationMatch: number | string } } {
  if (condition === 'always') return {};
  return { preconditionOpts: { ifGenerationMatch: condition === 'new' ? 0 : condition.version } };
}
