/** Objects in a container of Azure Blob Storage. What is uploaded in parts and never ended, Azure drops by itself after a week. */
import type * as blobModule from '@azure/storage-blob';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { cloudError, statusIn } from './cloud-error';
import { atOnce } from './in-parallel';
import type { ObjectStore, StoredText, StoreWording, WriteCondition } from './object-store';

/** Size of a part in bytes, and how many of them are in memory at once. */
const PART = { blockSize: 8 * 1024 * 1024, concurrency: 4 };
/** A copy within an account takes some tenths of a second. */
const COPY_POLL_MS = 100;
/** What the service answers when a condition of a write does not hold. */
const CONDITION_FAILED: ReadonlySet<number> = new Set([409, 412]);

export function openAzureObjects(
  service: blobModule.BlobServiceClient,
  container: string,
  wording: StoreWording,
): ObjectStore {
  return new AzureObjects(service.getContainerClient(container), container, wording);
}

class AzureObjects implements ObjectStore {
  readonly place: string;
  readonly scratchFolder = join(tmpdir(), 'meltemi-uploads');
  readonly #container: blobModule.ContainerClient;
  readonly #wording: StoreWording;

  constructor(container: blobModule.ContainerClient, name: string, wording: StoreWording) {
    this.#container = container;
    this.#wording = wording;
    this.place = `azure://${name}`;
  }

  async read(key: string, signal: AbortSignal): Promise<StoredText | null> {
    try {
      const answer = await this.#at(key).download(0, undefined, { abortSignal: signal });
      const content = answer.readableStreamBody === undefined ? '' : await text(answer.readableStreamBody);
      return { text: content, version: answer.etag ?? '', modifiedAtMs: answer.lastModified?.getTime() ?? null };
    } catch (error) {
      if (isMissing(error)) return null;
      throw this.#failed(`Reading \`${key}\``, error);
    }
  }

  async write(key: string, content: string, condition: WriteCondition, signal: AbortSignal): Promise<string | null> {
    const bytes = Buffer.from(content);
    const options = {
      abortSignal: signal,
      blobHTTPHeaders: { blobContentType: 'application/json' },
      conditions: headersOf(condition),
    };
    try {
      return (await this.#at(key).upload(bytes, bytes.length, options)).etag ?? '';
    } catch (error) {
      if (condition !== 'always' && refusesCondition(error)) return null;
      throw this.#failed(`Writing \`${key}\``, error);
    }
  }

  async upload(key: string, path: string, signal: AbortSignal): Promise<void> {
    await this.#guard(`Uploading \`${key}\``, () => this.#at(key).uploadFile(path, { ...PART, abortSignal: signal }));
  }

  async list(prefix: string, signal: AbortSignal): Promise<readonly string[]> {
    return this.#guard(`Listing \`${prefix}\``, async () => {
      const keys: string[] = [];
      for await (const { name } of this.#container.listBlobsFlat({ prefix, abortSignal: signal })) keys.push(name);
      return keys.sort();
    });
  }

  async remove(keys: readonly string[], signal: AbortSignal): Promise<void> {
    await atOnce(keys, (key) =>
      this.#guard(`Deleting \`${key}\``, () => this.#at(key).deleteIfExists({ abortSignal: signal })),
    );
  }

  async move(from: string, to: string, signal: AbortSignal): Promise<void> {
    await this.#guard(`Moving \`${from}\` to \`${to}\``, async () => {
      try {
        const copy = await this.#at(to).beginCopyFromURL(this.#at(from).url, {
          abortSignal: signal,
          intervalInMs: COPY_POLL_MS,
        });
        await copy.pollUntilDone();
      } catch (error) {
        if (!isMissing(error) || !(await this.#at(to).exists({ abortSignal: signal }))) throw error;
      }
    });
    await this.remove([from], signal);
  }

  async abortUploads(): Promise<void> {
    // The service does it.
  }

  #at(key: string): blobModule.BlockBlobClient {
    return this.#container.getBlockBlobClient(key);
  }

  async #guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#failed(doing, error);
    }
  }

  #failed(doing: string, error: unknown): Error {
    return cloudError(doing, this.place, statusIn(error, 'statusCode'), error, this.#wording);
  }
}

/** A blob that is not there; a container that is not there is somebody's mistake. An answer without a body says no more than 404. */
function isMissing(error: unknown): boolean {
  if (statusIn(error, 'statusCode') !== 404) return false;
  return (error as { readonly code?: unknown }).code !== 'ContainerNotFound';
}

function refusesCondition(error: unknown): boolean {
  return CONDITION_FAILED.has(statusIn(error, 'statusCode') ?? 0) || isMissing(error);
}

function headersOf(condition: WriteCondition): { ifNoneMatch?: string; ifMatch?: string } {
  if (condition === 'always') return {};
  return condition === 'new' ? { ifNoneMatch: '*' } : { ifMatch: condition.version };
}
