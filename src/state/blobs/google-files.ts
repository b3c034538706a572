/** State files in a bucket of Google Cloud Storage. `STORAGE_EMULATOR_HOST` leads to an emulator, as for Google's own clients. */
import type * as storageModule from '@google-cloud/storage';
import { isAbsolute, join } from 'node:path';
import { MeltemiError } from '../../model/errors';
import type { StateSettings } from '../../model/state-settings';
import type { FileStore } from '../file-backend';
import { cloudError } from './cloud-error';
import { loadOptional } from '../../model/optional-package';

/** Without credentials in the settings those of the machine are used. Throws `ConfigInvalid` when two are set, or no JSON. */
export function openGoogle(bucket: string, prefix: string, { gcs, root }: StateSettings): GoogleFiles {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only by projects that keep state there
  const load = () => require('@google-cloud/storage') as typeof storageModule;
  const { Storage } = loadOptional(load, '@google-cloud/storage', 'The state backend `gs`');
  const storage = new Storage(credentialsOf(gcs, root));
  // This client wants the API's path in the variable, the Python one that Meltano uses does not.
  if (storage.baseUrl === process.env['STORAGE_EMULATOR_HOST']) storage.baseUrl = `${storage.apiEndpoint}/storage/v1`;
  return new GoogleFiles(storage.bucket(bucket), bucket, prefix);
}

function credentialsOf(gcs: StateSettings['gcs'], root: string): storageModule.StorageOptions {
  const { credentialsJson, credentialsPath } = gcs;
  if (credentialsJson !== null && credentialsPath !== null) {
    throw new MeltemiError(
      'ConfigInvalid',
      'The state backend `gs` has credentials twice.',
      'Keep one of `state_backend.gcs.application_credentials_path` and `state_backend.gcs.application_credentials_json`.',
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
    const reason = 'The setting `state_backend.gcs.application_credentials_json` is not JSON.';
    throw new MeltemiError('ConfigInvalid', reason, 'Set it to the text of a service account key.');
  }
}

class GoogleFiles implements FileStore {
  readonly place: string;
  readonly #bucket: storageModule.Bucket;
  readonly #start: string;

  constructor(bucket: storageModule.Bucket, name: string, prefix: string) {
    this.#bucket = bucket;
    this.#start = prefix === '' ? '' : `${prefix}/`;
    this.place = `gs://${name}${prefix === '' ? '' : `/${prefix}`}`;
  }

  async get(name: string): ReturnType<FileStore['get']> {
    const file = this.#bucket.file(this.#start + name);
    try {
      const [[bytes], [{ updated }]] = await Promise.all([file.download(), file.getMetadata()]);
      return { text: bytes.toString('utf8'), modifiedAtMs: updated === undefined ? null : Date.parse(updated) };
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw this.#failed(`Reading \`${name}\``, error);
    }
  }

  async put(name: string, text: string): Promise<void> {
    // Small files need no upload in several steps.
    const options = { resumable: false, contentType: 'application/json' };
    await this.#bucket
      .file(this.#start + name)
      .save(text, options)
      .catch((error: unknown) => {
        throw this.#failed(`Writing \`${name}\``, error);
      });
  }

  async remove(name: string): Promise<void> {
    await this.#bucket
      .file(this.#start + name)
      .delete({ ignoreNotFound: true })
      .catch((error: unknown) => {
        throw this.#failed(`Deleting \`${name}\``, error);
      });
  }

  async list(): Promise<readonly string[]> {
    try {
      const [files] = await this.#bucket.getFiles({ prefix: this.#start });
      return files.map(({ name }) => name.slice(this.#start.length));
    } catch (error) {
      throw this.#failed('Listing', error);
    }
  }

  #failed(doing: string, error: unknown): MeltemiError {
    return cloudError(doing, this.place, statusOf(error), error);
  }
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  const status = Number(error.code);
  return Number.isInteger(status) ? status : null;
}
