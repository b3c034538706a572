/** Connects to an account of Azure Blob Storage. */
import type * as blobModule from '@azure/storage-blob';
import { MeltemiError } from '../../model/errors';
import { loadOptional } from '../../model/optional-package';
import type { StoreWording } from './object-store';

export interface AzureAccess {
  /** A secret. */
  readonly connectionString: string | null;
  /** Used with the Azure credentials of the machine when there is no connection string. */
  readonly storageAccountUrl: string | null;
}

/** What is used of `@azure/identity`, which users of an account's URL install themselves. */
interface IdentityModule {
  readonly DefaultAzureCredential: new () => NonNullable<ConstructorParameters<typeof blobModule.BlobServiceClient>[1]>;
}

/** `settings`: what stands before the names of the two settings: `state_backend.azure`. Throws `ConfigInvalid` without either. Does no I/O. */
export function openAzureService(
  { connectionString, storageAccountUrl }: AzureAccess,
  wording: StoreWording,
  settings: string,
): blobModule.BlobServiceClient {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only by projects that keep something there
  const load = () => require('@azure/storage-blob') as typeof blobModule;
  const blob = loadOptional(load, '@azure/storage-blob', wording.purpose);
  if (connectionString !== null) {
    try {
      return blob.BlobServiceClient.fromConnectionString(connectionString);
    } catch (cause) {
      const reason = `The setting \`${settings}.connection_string\` is no connection string of Azure.`;
      throw new MeltemiError('ConfigInvalid', reason, 'Copy it from the access keys of the storage account.', {
        cause,
      });
    }
  }
  if (storageAccountUrl === null) {
    throw new MeltemiError(
      'ConfigInvalid',
      `${wording.purpose} has no account.`,
      `Set \`${settings}.connection_string\`, or \`${settings}.storage_account_url\` to use the Azure credentials of the machine.`,
    );
  }
  const name = '@azure/identity';
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only by projects that sign in this way
  const { DefaultAzureCredential } = loadOptional(() => require(name) as IdentityModule, name, wording.purpose);
  return new blob.BlobServiceClient(storageAccountUrl, new DefaultAzureCredential());
}
