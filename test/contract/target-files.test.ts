/** The targets that make an object of each batch, over a folder and over servers that speak the languages of the clouds. */
import type { S3Client } from '@aws-sdk/client-s3';
import { BlobServiceClient } from '@azure/storage-blob';
import type { PluginContext } from '../../src/model/plugin-context';
import { createFolderTarget } from '../../src/targets/folder/target';
import { createS3Target } from '../../src/targets/s3/target';
import type { Target } from '../../src/targets/target';
import { startAzure, startGoogle, startS3, startVersity, type CloudServer } from '../support/cloud-servers';
import { fileTarget, inBucket, inFolder, PATIENCE, s3Client, s3Settings, SERVER_MS } from './file-targets';
import { describeTarget } from './target';
import type { TargetUnderTest } from './target-bench';

const skip = [
  {
    reason: 'files cannot be merged by key: `append` is planned for every stream, and all versions of a row stay',
    tests: [
      'of rows with one key the last wins, within a batch, across batches and across runs',
      'a first incremental load that ends early keeps what its bookmark says',
      'a first incremental load that was killed keeps what its bookmark says',
      'batches loaded side by side are committed in order',
    ],
  },
];

describe.each([
  ['moto', startS3],
  ['Versity', startVersity],
])('S3 of %s', (name, start) => {
  let server: CloudServer;
  let client: S3Client;
  beforeAll(async () => {
    server = await start();
    client = s3Client(server);
  }, SERVER_MS);
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  describeTarget(`target-s3, JSON in ${name}`, () => inBucket(server, client, 'json'), { skip });
  describeTarget(`target-s3, Parquet in ${name}`, () => inBucket(server, client, 'parquet'), { skip });
});

let containers = 0;

describe('Azure', () => {
  let server: Awaited<ReturnType<typeof startAzure>>;
  beforeAll(async () => {
    server = await startAzure();
  }, SERVER_MS);
  afterAll(() => server.stop());

  const make = async (): Promise<TargetUnderTest> => {
    const name = `container-${String(++containers)}`;
    const container = BlobServiceClient.fromConnectionString(server.connectionString).getContainerClient(name);
    await container.create();
    const azure = { container: name, connection_string: server.connectionString };
    const settings = s3Settings('jsonl', { cloud_provider_type: 'azure', azure });
    return fileTarget((context) => createS3Target(settings, context, PATIENCE), {
      objects: async () => {
        const found = new Map<string, Buffer>();
        for await (const blob of container.listBlobsFlat()) {
          if (blob.name.includes('_meltemi')) continue;
          found.set(blob.name, await container.getBlobClient(blob.name).downloadToBuffer());
        }
        return found;
      },
      empty: async () => void (await container.delete()),
    });
  };
  describeTarget('target-s3, JSON lines in Azure', make, { skip });
});

describe('Google', () => {
  let server: CloudServer;
  let api: string;
  beforeAll(async () => {
    server = await startGoogle();
    api = `${server.url}/storage/v1/b`;
    process.env['STORAGE_EMULATOR_HOST'] = server.url;
  }, SERVER_MS);
  afterAll(async () => {
    delete process.env['STORAGE_EMULATOR_HOST'];
    await server.stop();
  });

  const make = async (): Promise<TargetUnderTest> => {
    const bucket = `bucket-${String(++containers)}`;
    const headers = { 'content-type': 'application/json' };
    await fetch(`${api}?project=test`, { method: 'POST', headers, body: JSON.stringify({ name: bucket }) });
    const settings = s3Settings('parquet', { cloud_provider_type: 'gcp', gcp: { bucket } });
    return fileTarget((context) => createS3Target(settings, context, PATIENCE), {
      objects: async () => {
        const { items = [] } = (await (await fetch(`${api}/${bucket}/o`)).json()) as { items?: { name: string }[] };
        const names = items.map(({ name }) => name).filter((name) => !name.includes('_meltemi'));
        const bytes = names.map(async (name) => {
          const got = await fetch(`${api}/${bucket}/o/${encodeURIComponent(name)}?alt=media`);
          return [name, Buffer.from(await got.arrayBuffer())] as const;
        });
        return new Map(await Promise.all(bytes));
      },
      empty: () => Promise.resolve(),
    });
  };
  const unconditional = {
    reason: 'the emulator ignores the conditions of writes, which the service keeps; a run there warns: at least once',
    tests: ['an older epoch can neither load nor finish', 'two loads of one batch at once load it once'],
  };
  describeTarget('target-s3, Parquet in Google', make, { skip: [...skip, unconditional] });
});

const s3InFolder = (folder: string, context: PluginContext): Target =>
  createS3Target(s3Settings('csv', { aws: { aws_bucket: `file://${folder}` } }), context, PATIENCE);
describeTarget('target-s3, CSV in a folder', () => inFolder(s3InFolder), { skip });

const csvInFolder = (folder: string, context: PluginContext): Target =>
  createFolderTarget('csv', { destination_path: folder }, context, PATIENCE);
describeTarget('target-csv', () => inFolder(csvInFolder), { skip });

const parquetInFolder = (folder: string, context: PluginContext): Target =>
  createFolderTarget('parquet', { destination_path: folder }, context, PATIENCE);
describeTarget('target-parquet', () => inFolder(parquetInFolder), { skip });
