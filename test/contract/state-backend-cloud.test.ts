/** The state backends of the clouds, against servers that speak their languages. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { BlobServiceClient } from '@azure/storage-blob';
import { openAzure, openGoogle, openS3 } from '../../src/state/blobs/cloud-files';
import { startAzure, startGoogle, startS3 } from '../support/cloud-servers';
import type { CloudServer } from '../support/cloud-servers';
import { stateSettings } from '../support/states';
import { describeStateBackend } from './state-backend';

// Milliseconds. On a fresh machine the servers are installed first.
const PATIENCE_MS = 300_000;
const KEYS = { accessKeyId: 'key', secretAccessKey: 'se/cr+et' };

describe('S3', () => {
  let server: CloudServer;
  beforeAll(async () => {
    server = await startS3();
    const client = new S3Client({ endpoint: server.url, forcePathStyle: true, region: 'us-east-1', credentials: KEYS });
    await client.send(new CreateBucketCommand({ Bucket: 'states' }));
    client.destroy();
  }, PATIENCE_MS);
  afterAll(() => server.stop());
  const open = (bucket = 'states', prefix = 'pre/fix') => openS3({ bucket, ...KEYS }, prefix, server.url);

  describeStateBackend('S3 with a prefix', () => open());
  describeStateBackend('S3 without a prefix', () => open('states', ''));

  test('one prefix does not see the states of another that begins like it', async () => {
    await open('states', 'pre').put('x/state.json', '{}');
    await open('states', 'prefix').put('y/state.json', '{}');
    expect(await open('states', 'pre').list()).not.toContain('fix/y/state.json');
  });

  test('a bucket that is not there is an error that names it', async () => {
    await expect(open('nowhere').put('a/state.json', '{}')).rejects.toMatchObject({
      code: 'ConfigInvalid',
      message: expect.stringContaining('s3://nowhere') as string,
    });
  });

  test('one key of the pair alone is refused', () => {
    const half = { bucket: 'states', accessKeyId: 'key', secretAccessKey: null };
    expect(() => openS3(half, '', null)).toThrow('`state_backend.s3.aws_secret_access_key`');
  });
});

describe('Azure', () => {
  let server: Awaited<ReturnType<typeof startAzure>>;
  beforeAll(async () => {
    server = await startAzure();
    await BlobServiceClient.fromConnectionString(server.connectionString).createContainer('states');
  }, PATIENCE_MS);
  afterAll(() => server.stop());
  const open = (container = 'states') =>
    openAzure(container, 'pre/fix', { connectionString: server.connectionString, storageAccountUrl: null });

  describeStateBackend('Azure Blob Storage', () => open());

  test('a container that is not there is an error that names it', async () => {
    await expect(open('nowhere').get('a/state.json')).rejects.toMatchObject({
      code: 'ConfigInvalid',
      message: expect.stringContaining('azure://nowhere') as string,
    });
  });

  test('without an account nothing is opened, and a wrong connection string is not shown', () => {
    expect(() => openAzure('states', '', { connectionString: null, storageAccountUrl: null })).toThrow(
      'has no account',
    );
    const wrong = { connectionString: 'AccountKey=s3cr3t', storageAccountUrl: null };
    expect(() => openAzure('states', '', wrong)).toThrow(/^(?!.*s3cr3t).*no connection string/);
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
      body: JSON.stringify({ name: 'states' }),
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    delete process.env['STORAGE_EMULATOR_HOST'];
    await server.stop();
  });

  describeStateBackend('Google Cloud Storage', () => openGoogle('states', 'pre/fix', stateSettings()));

  test('credentials twice, or ones that are no JSON, are refused and not shown', () => {
    const settings = (credentialsPath: string | null, credentialsJson: string) =>
      stateSettings({ gcs: { credentialsPath, credentialsJson } });
    expect(() => openGoogle('states', '', settings('key.json', '{}'))).toThrow('has credentials twice');
    expect(() => openGoogle('states', '', settings(null, '{s3cr3t'))).toThrow(/^(?!.*s3cr3t).*is not JSON/);
  });
});
