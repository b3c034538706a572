/** A bucket on a server of S3 that keeps objects in a folder, so that it can be killed with -9 and started again where it was. */
import { CreateBucketCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3_KEYS, startVersity, type CloudServer } from '../support/cloud-servers';

const BUCKET = 'chaos';
const REGION = 'us-east-1';
/** Objects that are fetched at once. */
const AT_ONCE = 16;

export class Bucket {
  private readonly client: S3Client;

  private constructor(
    private server: CloudServer,
    private readonly root: string,
  ) {
    const options = { endpoint: server.url, forcePathStyle: true, region: REGION, credentials: S3_KEYS };
    this.client = new S3Client(options);
  }

  /** `root`: a folder for the server's data. */
  static async open(root: string): Promise<Bucket> {
    const bucket = new Bucket(await startVersity(root), root);
    await bucket.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    return bucket;
  }

  /** `cloud_provider.aws`. */
  get settings(): object {
    return {
      aws_access_key_id: S3_KEYS.accessKeyId,
      aws_secret_access_key: S3_KEYS.secretAccessKey,
      aws_bucket: BUCKET,
      aws_region: REGION,
      aws_endpoint_override: this.server.url,
    };
  }

  /** Ends the server by SIGKILL and starts it again on the same port and data. */
  async kill(downMs: number): Promise<void> {
    const { port } = new URL(this.server.url);
    await this.server.stop();
    await sleep(downMs);
    this.server = await startVersity(this.root, Number(port));
  }

  async list(prefix: string): Promise<readonly string[]> {
    const keys: string[] = [];
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: BUCKET, Prefix: prefix });
    for await (const { Contents } of pages) keys.push(...(Contents ?? []).flatMap(({ Key }) => Key ?? []));
    return keys;
  }

  async read(key: string): Promise<string> {
    return Buffer.from(await this.bytesOf(key)).toString();
  }

  /** Brings objects below `folder`; answers their paths. */
  async fetch(keys: readonly string[], folder: string): Promise<readonly string[]> {
    const paths = keys.map((key) => join(folder, key));
    for (let i = 0; i < keys.length; i += AT_ONCE) {
      await Promise.all(
        keys.slice(i, i + AT_ONCE).map(async (key) => {
          const path = join(folder, key);
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, await this.bytesOf(key));
        }),
      );
    }
    return paths;
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.server.stop();
  }

  private async bytesOf(key: string): Promise<Uint8Array> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    if (Body === undefined) throw new Error(`the object ${key} has no content`);
    return Body.transformToByteArray();
  }
}
