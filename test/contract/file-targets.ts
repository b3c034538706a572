/** The targets that make an object of each batch, and how a reader sees what they made: in folders and in buckets. */
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { JsonObject } from '../../src/model/json';
import type { PluginContext } from '../../src/model/plugin-context';
import { createS3Target } from '../../src/targets/s3/target';
import type { Target } from '../../src/targets/target';
import { S3_KEYS, type CloudServer } from '../support/cloud-servers';
import type { Row, TargetUnderTest } from './target-bench';

/** The objects that a reader sees, without those in hidden folders: bytes by key. */
export type Objects = ReadonlyMap<string, Buffer>;

export interface FileTargetUnderTest extends TargetUnderTest {
  /** How often the letter `x` is in the only object; in a Parquet file, how many characters the column `note` has. */
  readonly lengthOfNote: () => Promise<number>;
}

interface Reader {
  readonly objects: () => Promise<Objects>;
  readonly empty: () => Promise<void>;
}

// Milliseconds. On a fresh machine the servers are installed first; one of them is compiled.
export const SERVER_MS = 900_000;
const LETTER = 'x'.charCodeAt(0);
export const PATIENCE = { predecessorMs: 1_000 };

export function fileTarget(make: (context: PluginContext) => Target, { objects, empty }: Reader): FileTargetUnderTest {
  let hook: (name: string) => void = () => undefined;
  const open = (faultPoint: (name: string) => void): Target =>
    make({ pluginName: 'target-files', faultPoint, warn: () => undefined });
  return {
    target: open((name) => hook(name)),
    again: () => open(() => undefined),
    onFault: (given) => (hook = given),
    readRows: async (outputName) => {
      const found = [...(await objects())].filter(([key]) => key.includes(`${outputName}/`));
      return (await Promise.all(found.map(([key, bytes]) => rowsOf(key, bytes)))).flat();
    },
    lengthOfNote: async () => {
      const [[key, bytes] = ['', Buffer.alloc(0)]] = await objects();
      if (key.endsWith('.parquet')) return Number((await parquetRows(bytes, 'length(note) AS note'))[0]?.['note']);
      let length = 0;
      for (const byte of key.endsWith('.gz') ? gunzipSync(bytes) : bytes) if (byte === LETTER) length += 1;
      return length;
    },
    close: empty,
  };
}

async function rowsOf(key: string, bytes: Buffer): Promise<readonly Row[]> {
  if (key.endsWith('.parquet')) return parquetRows(bytes, 'CAST(COLUMNS(*) AS VARCHAR)');
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

async function parquetRows(bytes: Buffer, items: string): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'meltemi-read-'));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    const path = join(folder, 'read.parquet');
    await writeFile(path, bytes);
    await connection.run(`SET TimeZone = 'UTC'`);
    return (await connection.runAndReadAll(`SELECT ${items} FROM '${path}'`)).getRowObjectsJson() as readonly Row[];
  } finally {
    connection.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
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

let made = 0;

/** `cloud`: what is below `cloud_provider`. */
export function s3Settings(type: string, cloud: JsonObject): JsonObject {
  return {
    prefix: 'raw/data',
    include_process_date: true,
    cloud_provider: cloud,
    format: { format_type: type },
  };
}

export async function inFolder(open: (folder: string, context: PluginContext) => Target): Promise<FileTargetUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'meltemi-files-'));
  return fileTarget((context) => open(folder, context), {
    objects: () => filesBelow(folder),
    empty: () => rm(folder, { recursive: true, force: true }),
  });
}

/** A bucket of its own for each test, on a server of S3. */
export async function inBucket(server: CloudServer, client: S3Client, type: string): Promise<FileTargetUnderTest> {
  const Bucket = `bucket-${String(++made)}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  const aws = {
    aws_access_key_id: S3_KEYS.accessKeyId,
    aws_secret_access_key: S3_KEYS.secretAccessKey,
    aws_bucket: Bucket,
    aws_region: 'us-east-1',
    aws_endpoint_override: server.url,
  };
  return fileTarget((context) => createS3Target(s3Settings(type, { aws }), context, PATIENCE), {
    objects: () => objectsOf(client, Bucket),
    empty: () => Promise.resolve(),
  });
}

export function s3Client(server: CloudServer): S3Client {
  return new S3Client({ endpoint: server.url, forcePathStyle: true, region: 'us-east-1', credentials: S3_KEYS });
}

async function objectsOf(client: S3Client, Bucket: string): Promise<Objects> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  const keys = Contents.flatMap(({ Key = '' }) => (Key.includes('_meltemi') ? [] : [Key]));
  const bytes = keys.map(async (Key) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return [Key, Buffer.from((await Body?.transformToByteArray()) ?? [])] as const;
  });
  return new Map(await Promise.all(bytes));
}
