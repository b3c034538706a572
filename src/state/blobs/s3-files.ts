/** State files in a bucket of S3, or of a service that speaks its language. */
import type * as s3Module from '@aws-sdk/client-s3';
import { MeltemiError } from '../../model/errors';
import type { StateSettings } from '../../model/state-settings';
import type { FileStore } from '../file-backend';
import { cloudError } from './cloud-error';
import { loadOptional } from '../../model/optional-package';

/** Where boto3 goes when nobody says; a bucket elsewhere is followed by its redirect. */
const DEFAULT_REGION = 'us-east-1';

export interface S3Place {
  readonly bucket: string;
  /** Without outer slashes; empty for none. */
  readonly prefix: string;
  readonly accessKeyId: string | null;
  readonly secretAccessKey: string | null;
}

/** Throws `ConfigInvalid` for half a pair of keys. Without keys the AWS chain is asked: environment, profile, role of the machine. */
export function openS3(place: S3Place, endpointUrl: StateSettings['s3']['endpointUrl']): S3Files {
  const { accessKeyId, secretAccessKey } = place;
  if ((accessKeyId === null) !== (secretAccessKey === null)) {
    const missing = accessKeyId === null ? 'aws_access_key_id' : 'aws_secret_access_key';
    throw new MeltemiError(
      'ConfigInvalid',
      `The state backend s3://${place.bucket} has one of its two keys only.`,
      `Set \`state_backend.s3.${missing}\` too, or neither to use the AWS credentials of the machine.`,
    );
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only by projects that keep state there
  const load = () => require('@aws-sdk/client-s3') as typeof s3Module;
  const s3 = loadOptional(load, '@aws-sdk/client-s3', 'The state backend `s3`');
  // A notice to whoever maintains the package, not to whoever runs a pipeline.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const client = new s3.S3Client({
    region: process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? DEFAULT_REGION,
    followRegionRedirects: true,
    // Services that only resemble S3 refuse checksums that nobody asked for, and have no names for buckets.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpointUrl === null ? {} : { endpoint: endpointUrl, forcePathStyle: true }),
    ...(accessKeyId === null || secretAccessKey === null ? {} : { credentials: { accessKeyId, secretAccessKey } }),
  });
  return new S3Files(s3, client, place);
}

class S3Files implements FileStore {
  readonly place: string;
  readonly #s3: typeof s3Module;
  readonly #client: s3Module.S3Client;
  readonly #bucket: string;
  readonly #start: string;

  constructor(s3: typeof s3Module, client: s3Module.S3Client, { bucket, prefix }: S3Place) {
    this.#s3 = s3;
    this.#client = client;
    this.#bucket = bucket;
    this.#start = prefix === '' ? '' : `${prefix}/`;
    this.place = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
  }

  async get(name: string): ReturnType<FileStore['get']> {
    try {
      const answer = await this.#client.send(new this.#s3.GetObjectCommand(this.#object(name)));
      const text = (await answer.Body?.transformToString('utf8')) ?? '';
      return { text, modifiedAtMs: answer.LastModified?.getTime() ?? null };
    } catch (error) {
      if (error instanceof this.#s3.NoSuchKey) return null;
      throw this.#failed(`Reading \`${name}\``, error);
    }
  }

  async put(name: string, text: string): Promise<void> {
    const command = new this.#s3.PutObjectCommand({
      ...this.#object(name),
      Body: text,
      ContentType: 'application/json',
    });
    await this.#client.send(command).catch((error: unknown) => {
      throw this.#failed(`Writing \`${name}\``, error);
    });
  }

  async remove(name: string): Promise<void> {
    await this.#client.send(new this.#s3.DeleteObjectCommand(this.#object(name))).catch((error: unknown) => {
      throw this.#failed(`Deleting \`${name}\``, error);
    });
  }

  async list(): Promise<readonly string[]> {
    const names: string[] = [];
    const pages = this.#s3.paginateListObjectsV2(
      { client: this.#client },
      { Bucket: this.#bucket, Prefix: this.#start },
    );
    try {
      for await (const page of pages) {
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) names.push(Key.slice(this.#start.length));
      }
      return names;
    } catch (error) {
      throw this.#failed('Listing', error);
    }
  }

  #object(name: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket, Key: this.#start + name };
  }

  #failed(doing: string, error: unknown): MeltemiError {
    const status = error instanceof this.#s3.S3ServiceException ? (error.$metadata.httpStatusCode ?? null) : null;
    return cloudError(doing, this.place, status, error);
  }
}
