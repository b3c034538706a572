/** Connects to Google Cloud Storage. `STORAGE_EMULATOR_HOST` leads to an emulator, as for Google's own clients. */
import type * as storageModule from '@google-cloud/storage';
import { isAbsolute, join } from 'node:path';
import { MeltemiError } from '../../model/errors';
import { loadOptional } from '../../model/optional-package';
import type { StoreWording } from './object-store';

export interface GoogleAccess {
  /** The text of a service account key: a secret. */
  readonly credentialsJson: string | null;
  readonly credentialsPath: string | null;
}

/** `settings`: what stands before the names of the two settings; `root`: where a relative path starts. Without either the credentials of the machine are used. Throws `ConfigInvalid` when both are set, or no JSON. Does no I/O. */
export function openGoogleStorage(
  access: GoogleAccess,
  wording: StoreWording,
  settings: string,
  root: string,
): storageModule.Storage {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only by projects that keep something there
  const load = () => require('@google-cloud/storage') as typeof storageModule;
  const { Storage } = loadOptional(load, '@google-cloud/storage', wording.purpose);
  const storage = new Storage(credentialsOf(access, wording, settings, root));
  // This client wants the API's path in the variable, the Python one that Meltano uses does not.
  if (storage.baseUrl === process.env['STORAGE_EMULATOR_HOST']) storage.baseUrl = `${storage.apiEndpoint}/storage/v1`;
  return storage;
}

function credentialsOf(
  { credentialsJson, credentialsPath }: GoogleAccess,
  { purpose }: StoreWording,
  settings: string,
  root: string,
): storageModule.StorageOptions {
  if (credentialsJson !== null && credentialsPath !== null) {
    throw new MeltemiError(
      'ConfigInvalid',
      `${purpose} has credentials twice.`,
      `Keep one of \`${settings}.application_credentials_path\` and \`${settings}.application_credentials_json\`.`,
    );
  }
  if (credentialsPath !== null) {
    return { keyFilename: isAbsolute(credentialsPath) ? credentialsPath : join(root, credentialsPath) };
  }
  if (credentialsJson === null) return {};
  try {
    const credentials = JSON.parse(credentialsJson) as NonNullable<storageModule.StorageOptions['credentials']> & {
      readonly project_id?: string;
    };
    const { project_id: projectId } = credentials;
    return { credentials, ...(projectId === undefined ? {} : { projectId }) };
  } catch {
    // The parser's message quotes the text, which is a secret.
    const reason = `The setting \`${settings}.application_credentials_json\` is not JSON.`;
    throw new MeltemiError('ConfigInvalid', reason, 'Set it to the text of a service account key.');
  }
}
