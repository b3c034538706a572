/** State files in a bucket or container of a cloud: its objects below a prefix. */
import type { StateSettings } from '../../model/state-settings';
import { openAzureService } from '../../systems/objects/azure-client';
import { openAzureObjects } from '../../systems/objects/azure-objects';
import { openGoogleStorage } from '../../systems/objects/google-client';
import { openGoogleObjects } from '../../systems/objects/google-objects';
import type { ObjectStore, StoreWording } from '../../systems/objects/object-store';
import { openS3Objects } from '../../systems/objects/s3-objects';
import { MeltemiError } from '../../model/errors';
import type { FileStore } from '../file-backend';

export interface S3Place {
  readonly bucket: string;
  readonly accessKeyId: string | null;
  readonly secretAccessKey: string | null;
}

/** A state file is small: a request for it either ends by the client's own limits or is of no use. */
const NEVER = new AbortController().signal;

/** Throws `ConfigInvalid` for half a pair of keys. Without keys the AWS chain is asked: environment, profile, role of the machine. */
export function openS3(place: S3Place, prefix: string, endpointUrl: StateSettings['s3']['endpointUrl']): FileStore {
  const { bucket, accessKeyId, secretAccessKey } = place;
  if ((accessKeyId === null) !== (secretAccessKey === null)) {
    const missing = accessKeyId === null ? 'aws_access_key_id' : 'aws_secret_access_key';
    throw new MeltemiError(
      'ConfigInvalid',
      `The state backend s3://${bucket} has one of its two keys only.`,
      `Set \`state_backend.s3.${missing}\` too, or neither to use the AWS credentials of the machine.`,
    );
  }
  const keys = accessKeyId === null || secretAccessKey === null ? null : { accessKeyId, secretAccessKey };
  return new CloudFiles(
    openS3Objects(bucket, { region: null, endpointUrl, keys, profile: null }, wording('s3')),
    prefix,
  );
}

/** By connection string, else by the account's URL and the Azure credentials of the machine. Throws `ConfigInvalid` without either. */
export function openAzure(container: string, prefix: string, settings: StateSettings['azure']): FileStore {
  const service = openAzureService(settings, wording('azure'), 'state_backend.azure');
  return new CloudFiles(openAzureObjects(service, container, wording('azure')), prefix);
}

/** Without credentials in the settings those of the machine are used. Throws `ConfigInvalid` when two are set, or no JSON. */
export function openGoogle(bucket: string, prefix: string, { gcs, root }: StateSettings): FileStore {
  const storage = openGoogleStorage(gcs, wording('gs'), 'state_backend.gcs', root);
  return new CloudFiles(openGoogleObjects(storage, bucket, wording('gs')), prefix);
}

function wording(scheme: string): StoreWording {
  return {
    what: 'the state backend',
    placeSetting: 'state_backend.uri',
    purpose: `The state backend \`${scheme}\``,
  };
}

class CloudFiles implements FileStore {
  readonly place: string;
  readonly #objects: ObjectStore;
  readonly #start: string;

  constructor(objects: ObjectStore, prefix: string) {
    this.#objects = objects;
    this.#start = prefix === '' ? '' : `${prefix}/`;
    this.place = `${objects.place}${prefix === '' ? '' : `/${prefix}`}`;
  }

  get(name: string): ReturnType<FileStore['get']> {
    return this.#objects.read(this.#start + name, NEVER);
  }

  async put(name: string, text: string): Promise<void> {
    await this.#objects.write(this.#start + name, text, 'always', NEVER);
  }

  remove(name: string): Promise<void> {
    return this.#objects.remove([this.#start + name], NEVER);
  }

  async list(): Promise<readonly string[]> {
    const keys = await this.#objects.list(this.#start, NEVER);
    return keys.map((key) => key.slice(this.#start.length));
  }
}
