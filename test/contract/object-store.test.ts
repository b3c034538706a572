/** The object stores, against servers that speak their languages, and a folder. */
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  NoSuchKey,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { BlobServiceClient } from '@azure/storage-blob';
import type { Storage } from '@google-cloud/storage';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAzureService } from '../../src/systems/objects/azure-client';
import { openAzureObjects } from '../../src/systems/objects/azure-objects';
import { openGoogleStorage } from '../../src/systems/objects/google-client';
import { openGoogleObjects } from '../../src/systems/objects/google-objects';
import { atOnce } from '../../src/systems/objects/in-parallel';
import { openLocalObjects } from '../../src/systems/objects/local-objects';
import type { ObjectStore, StoreWording } from '../../src/systems/objects/object-store';
import { openS3Objects } from '../../src/systems/objects/s3-objects';
import { S3_KEYS, startAzure, startGoogle, startS3, startVersity } from '../support/cloud-servers';
import type { CloudServer } from '../support/cloud-servers';
import { describeObjectStore } from './object-store';

// Milliseconds. On a fresh machine the servers are installed first; one of them is compiled.
const PATIENCE_MS = 900_000;
const BUCKET = 'bucket';
const wording: StoreWording = { what: 'the bucket', placeSetting: 'bucket', purpose: 'The bucket' };

describe.each([
  ['moto', startS3],
  ['Versity', startVersity],
])('S3 of %s', (name, start) => {
  let server: CloudServer;
  let client: S3Client;
  beforeAll(async () => {
    server = await start();
    client = new S3Client({ endpoint: server.url, forcePathStyle: true, region: 'us-east-1', credentials: S3_KEYS });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  }, PATIENCE_MS);
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });
  const open = (bucket = BUCKET): ObjectStore =>
    openS3Objects(bucket, { region: null, endpointUrl: server.url, keys: S3_KEYS, profile: null }, wording);
  const bytes = async (Key: string): Promise<Buffer | null> => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  };

  describeObjectStore(name, () => ({ store: open(), bytes }));

  test('a bucket that is not there is an error that names it', async () => {
    const write = open('nowhere').write('manifest', '{}', 'new', new AbortController().signal);
    await expect(write).rejects.toMatchObject({
      code: 'ConfigInvalid',
      message: expect.stringContaining('s3://nowhere') as string,
    });
  });

  // Its uploads all began in 2010, and a thousand requests take it a minute.
  if (name === 'moto') return;
  test('more keys than one answer holds are listed', async () => {
    const never = new AbortController().signal;
    const keys = Array.from({ length: 1005 }, (_, i) => `many/${String(i).padStart(5, '0')}`);
    await atOnce(keys, (key) => open().write(key, 'x', 'always', never));
    expect(await open().list('many/', never)).toEqual(keys);
    await open().remove(keys, never);
    expect(await open().list('many/', never)).toEqual([]);
    // Some 3 s on a quiet machine; a thousand requests are far behind that on a busy one.
  }, 180_000);

  test('uploads that were never ended are given up by their age', async () => {
    const at = { Bucket: BUCKET, Key: 'left/over.parquet' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
    await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'part' }));
    const left = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads ?? [];
    await open().abortUploads('left/', Date.now() - 3_600_000, new AbortController().signal);
    await open().abortUploads('other/', Date.now() + 3_600_000, new AbortController().signal);
    expect(await left()).toHaveLength(1);
    await open().abortUploads('left/', Date.now() + 3_600_000, new AbortController().signal);
    expect(await left()).toEqual([]);
  });
});

describe('Azure', () => {
  let server: Awaited<ReturnType<typeof startAzure>>;
  beforeAll(async () => {
    server = await startAzure();
    await BlobServiceClient.fromConnectionString(server.connectionString).createContainer(BUCKET);
  }, PATIENCE_MS);
  afterAll(() => server.stop());

  describeObjectStore('Azure Blob Storage', () => {
    const access = { connectionString: server.connectionString, storageAccountUrl: null };
    const blobs = BlobServiceClient.fromConnectionString(server.connectionString).getContainerClient(BUCKET);
    return {
      store: openAzureObjects(openAzureService(access, wording, 'azure'), BUCKET, wording),
      bytes: async (key) => {
        const blob = blobs.getBlobClient(key);
        return (await blob.exists()) ? await blob.downloadToBuffer() : null;
      },
    };
  });
});

describe('Google', () => {
  let server: CloudServer;
  beforeAll(async () => {
    server = await startGoogle();
    process.env['STORAGE_EMULATOR_HOST'] = server.url;
    await fetch(`${server.url}/storage/v1/b?project=test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: BUCKET }),
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    delete process.env['STORAGE_EMULATOR_HOST'];
    await server.stop();
  });

  // The emulator ignores preconditions, which the service itself keeps.
  describeObjectStore(
    'Google Cloud Storage',
    () => {
      const access = { credentialsJson: null, credentialsPath: null };
      const storage: Storage = openGoogleStorage(access, wording, 'gcs', '.');
      return {
        store: openGoogleObjects(storage, BUCKET, wording),
        bytes: async (key) => {
          const file = storage.bucket(BUCKET).file(key);
          const [isThere] = await file.exists();
          return isThere ? (await file.download())[0] : null;
        },
      };
    },
    { conditions: false },
  );
});

describe('a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meltemi-objects-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const words = { who: 'the test', setting: 'folder' };

  describeObjectStore('folder', () => ({
    store: openLocalObjects(folder, '_meltemi/uploads', words),
    bytes: (key) => readFile(join(folder, key)).catch(() => null),
  }));
});
