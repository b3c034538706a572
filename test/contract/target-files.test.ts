/** The targets that make an object of each batch, over a folder and over servers that speak the languages of the clouds. */
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { BlobServiceClient } from '@azure/storage-blob';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../../src/model/json';
import type { PluginContext } from '../../src/model/plugin-context';
import { createFolderTarget } from '../../src/targets/folder/target';
import { createS3Target } from '../../src/targets/s3/target';
import type { Target } from '../../src/targets/target';
import { S3_KEYS, startAzure, startS3, startVersity, type CloudServer } from '../support/cloud-servers';
import { describeTarget } from './target';
import type { Row, TargetUnderTest } from './target-bench';

/** The objects that a reader sees, without those in hidden folders: bytes by key. */
type Objects = ReadonlyMap<string, Buffer>;

interface Reader {
  readonly objects: () => Promise<Objects>;
  readonly empty: () => Promise<void>;
}

// Milliseconds. On a fresh machine the servers are installed first; one of them is compiled.
const SERVER_MS = 900_000;
const PATIENCE = { predecessorMs: 1_000 };

function under(make: (context: PluginContext) => Target, { objects, empty }: Reader): TargetUnderTest {
  let hook: (name: string) => void = () => undefined;
  const open = (faultPoint: (name: string) => void): Target =>
    make({ pluginName: 'target-files', faultPoint, warn: () => undefined });
  return {
    target: open((name) => hook(name)),
    again: () => open(() => undefined),
    onFault: (given) => (hook = given),
    readRows: async (outputName) => {
      const found = [...(await objects())].filter(([key]) => key.includes(`${outputName}/`));
      return found.flatMap(([key, bytes]) => rowsOf(key, bytes));
    },
    close: empty,
  };
}

function rowsOf(key: string, bytes: Buffer): readonly Row[] {
  const text = (key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  if (key.includes('.csv')) return csvRows(text);
  // Numbers keep their digits: they are read as the text that they are.
  const quoted = text.replace(/":\s*(-?\d[^,}]*)/g, '":"$1"');
  if (key.includes('.jsonl'))
    return quoted
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);
  return JSON.parse(quoted) as Row[];
}

function csvRows(text: string): readonly Row[] {
  const records: (string | null)[][] = [[]];
  for (let at = 0; at < text.length;) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(text.slice(at));
    const plain = /^[^,\r\n]*/.exec(text.slice(at))?.[0] ?? '';
    records.at(-1)?.push(quoted === null ? (plain === '' ? null : plain) : (quoted[1] ?? '').replaceAll('""', '"'));
    at += quoted === null ? plain.length : quoted[0].length;
    if (text[at] === ',') at += 1;
    else {
      at += 2;
      records.push([]);
    }
  }
  const [head = [], ...rows] = records.filter((record) => record.length > 0);
  return rows.map((row) => Object.fromEntries(row.map((value, i) => [head[i] ?? '', value])));
}

async function filesBelow(folder: string): Promise<Objects> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const shown = paths.filter((path) => !relative(folder, path).includes('_meltemi'));
  return new Map(await Promise.all(shown.map(async (path) => [path, await readFile(path)] as const)));
}

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

let made = 0;

/** A bucket of its own for each test. */
function s3Settings(type: string, cloud: JsonObject): JsonObject {
  return {
    prefix: 'raw/data',
    include_process_date: true,
    cloud_provider: cloud,
    format: { format_type: type },
  };
}

describe.each([
  ['moto', startS3],
  ['Versity', startVersity],
])('S3 of %s', (name, start) => {
  let server: CloudServer;
  let client: S3Client;
  beforeAll(async () => {
    server = await start();
    client = new S3Client({ endpoint: server.url, forcePathStyle: true, region: 'us-east-1', credentials: S3_KEYS });
  }, SERVER_MS);
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  async function objects(Bucket: string): Promise<Objects> {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
    const keys = Contents.flatMap(({ Key = '' }) => (Key.includes('_meltemi') ? [] : [Key]));
    const bytes = keys.map(async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return [Key, Buffer.from((await Body?.transformToByteArray()) ?? [])] as const;
    });
    return new Map(await Promise.all(bytes));
  }

  const make = async (): Promise<TargetUnderTest> => {
    const Bucket = `bucket-${String(++made)}`;
    await client.send(new CreateBucketCommand({ Bucket }));
    const aws = {
      aws_access_key_id: S3_KEYS.accessKeyId,
      aws_secret_access_key: S3_KEYS.secretAccessKey,
      aws_bucket: Bucket,
      aws_region: 'us-east-1',
      aws_endpoint_override: server.url,
    };
    return under((context) => createS3Target(s3Settings('json', { aws }), context, PATIENCE), {
      objects: () => objects(Bucket),
      empty: () => Promise.resolve(),
    });
  };
  describeTarget(`target-s3, JSON in ${name}`, make, { skip });
});

describe('Azure', () => {
  let server: Awaited<ReturnType<typeof startAzure>>;
  beforeAll(async () => {
    server = await startAzure();
  }, SERVER_MS);
  afterAll(() => server.stop());

  const make = async (): Promise<TargetUnderTest> => {
    const name = `container-${String(++made)}`;
    const container = BlobServiceClient.fromConnectionString(server.connectionString).getContainerClient(name);
    await container.create();
    const azure = { container: name, connection_string: server.connectionString };
    const settings = s3Settings('jsonl', { cloud_provider_type: 'azure', azure });
    return under((context) => createS3Target(settings, context, PATIENCE), {
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

async function inFolder(open: (folder: string, context: PluginContext) => Target): Promise<TargetUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'meltemi-files-'));
  return under((context) => open(folder, context), {
    objects: () => filesBelow(folder),
    empty: () => rm(folder, { recursive: true, force: true }),
  });
}

const s3InFolder = (folder: string, context: PluginContext): Target =>
  createS3Target(s3Settings('csv', { aws: { aws_bucket: `file://${folder}` } }), context, PATIENCE);
describeTarget('target-s3, CSV in a folder', () => inFolder(s3InFolder), { skip });

const csvInFolder = (folder: string, context: PluginContext): Target =>
  createFolderTarget('csv', { destination_path: folder }, context, PATIENCE);
describeTarget('target-csv', () => inFolder(csvInFolder), { skip });
