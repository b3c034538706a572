/** State files in a container of Azure Blob Storage. */
import { text } from 'node:stream/consumers';
import type * as blobModule from '@azure/storage-blob';
import { MeltemiError } from '../../model/errors';
import type { StateSettings } from '../../model/state-settings';
import type { FileStore } from '../file-backend';
import { cloudError } from './cloud-error';
import { loadOptional } from '../../model/optional-package';

/** By connection string, else by the account's URL and the Azure credentials of the machine. Throws `ConfigInvalid` without either. */
export function openAzure(container: string, prefix: string, settings: StateSettings['azure']): AzureFiles {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only by projects that keep state there
  const load = () => require('@azure/storage-blob') as typeof blobModule;
  const blob = loadOptional(load, '@azure/storage-blob', 'The state backend `azure`');
  return new AzureFiles(serviceOf(blob, settings).getContainerClient(container), container, prefix);
}

function serviceOf(blob: typeof blobModule, settings: StateSettings['azure']): blobModule.BlobServiceClient {
  const { connectionString, storageAccountUrl } = settings;
  if (connectionString !== null) {
    try {
      return blob.BlobServiceClient.fromConnectionString(connectionString);
    } catch (cause) {
      const reason = 'The setting `state_backend.azure.connection_string` is no connection string of Azure.';
      throw new MeltemiError('ConfigInvalid', reason, 'Copy it from the access keys of the storage account.', {
        cause,
      });
    }
  }
  if (storageAccountUrl === null) {
    throw new MeltemiError(
      'ConfigInvalid',
      'The state backend `azure` has no account.',
      'Set `state_backend.azure.connection_string`, or `state_backend.azure.storage_account_url` to use the Azure credentials of the machine.',
    );
  }
  const name = '@azure/identity';
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only by projects that sign in this way
  const load = () => require(name) as IdentityModule;
  const { DefaultAzureCredential } = loadOptional(load, name, 'The state backend `azure`');
  return new blob.BlobServiceClient(storageAccountUrl, new DefaultAzureCredential());
}

/** What is used of `@azure/identity`, which users of an account's URL install themselves. */
interface IdentityModule {
  readonly DefaultAzureCredential: new () => NonNullable<ConstructorParameters<typeof blobModule.BlobServiceClient>[1]>;
}

class AzureFiles implements FileStore {
  readonly place: string;
  readonly #container: blobModule.ContainerClient;
  readonly #start: string;

  constructor(container: blobModule.ContainerClient, name: string, prefix: string) {
    this.#container = container;
    this.#start = prefix === '' ? '' : `${prefix}/`;
    this.place = `azure://${name}${prefix === '' ? '' : `/${prefix}`}`;
  }

  async get(name: string): ReturnType<FileStore['get']> {
    const client = this.#container.getBlockBlobClient(this.#start + name);
    try {
      // One request with a body: the answer to any other does not say whether it is the container that is missing.
      const { readableStreamBody, lastModified } = await client.download();
      const content = readableStreamBody === undefined ? '' : await text(readableStreamBody);
      return { text: content, modifiedAtMs: lastModified?.getTime() ?? null };
    } catch (error) {
      if (isMissing(error)) return null;
      throw this.#failed(`Reading \`${name}\``, error);
    }
  }

  async put(name: string, content: string): Promise<void> {
    const bytes = Buffer.from(content);
    const options = { blobHTTPHeaders: { blobContentType: 'application/json' } };
    await this.#container
      .getBlockBlobClient(this.#start + name)
      .upload(bytes, bytes.length, options)
      .catch((error: unknown) => {
        throw this.#failed(`Writing \`${name}\``, error);
      });
  }

  async remove(name: string): Promise<void> {
    await this.#container
      .getBlockBlobClient(this.#start + name)
      .deleteIfExists()
      .catch((error: unknown) => {
        throw this.#failed(`Deleting \`${name}\``, error);
      });
  }

  async list(): Promise<readonly string[]> {
    const names: string[] = [];
    try {
      for await (const { name } of this.#container.listBlobsFlat({ prefix: this.#start })) {
        names.push(name.slice(this.#start.length));
      }
      return names;
    } catch (error) {
      throw this.#failed('Listing', error);
    }
  }

  #failed(doing: string, error: unknown): MeltemiError {
    return cloudError(doing, this.place, statusOf(error), error);
  }
}

function statusOf(error: unknown): number | null {
  return typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null;
}

/** A blob that is not there; a container that is not there is somebody's mistake. An answer without a body says no more than 404. */
function isMissing(error: unknown): boolean {
  if (statusOf(error) !== 404) return false;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code !== 'ContainerNotFound';
}
