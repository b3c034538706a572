/** Servers that speak the languages of the clouds' object stores, on ports of their own, for one test file. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { goTool, npmTool, pythonTool } from './tools';

export interface CloudServer {
  readonly url: string;
  stop(): Promise<void>;
}

const EMULATORS = ['moto[server]==5.1.9', 'gcp-storage-emulator==2024.8.3'];
const AZURITE = ['azurite@3.34.0'];
const VERSITY = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
/** The only keys that the second server of S3 takes; the first one takes any. */
export const S3_KEYS = { accessKeyId: 'key', secretAccessKey: 'se/cr+et' };

/** S3. Takes any keys. */
export async function startS3(): Promise<CloudServer> {
  const bin = await pythonTool(EMULATORS);
  return startServer((port) => [join(bin, 'moto_server'), '-H', '127.0.0.1', '-p', String(port)]);
}

/** S3 again, of other makers: buckets are folders in `root`, objects files in them. Takes `S3_KEYS`. `port`: any free one when left out. */
export async function startVersity(root?: string, port?: number): Promise<CloudServer> {
  const bin = await goTool(VERSITY);
  return startServer((port, folder) => {
    const data = root ?? join(folder, 'data');
    mkdirSync(data, { recursive: true });
    const { accessKeyId, secretAccessKey } = S3_KEYS;
    const options = ['--port', `127.0.0.1:${String(port)}`, '--access', accessKeyId, '--secret', secretAccessKey];
    return [join(bin, 'versitygw'), ...options, '--quiet', 'posix', data];
  }, port);
}

/** Azure Blob Storage. */
export async function startAzure(): Promise<CloudServer & { readonly connectionString: string }> {
  const bin = await npmTool(AZURITE);
  const server = await startServer((port, folder) => [
    process.execPath,
    ...[
      join(bin, 'azurite-blob'),
      '--blobPort',
      String(port),
      '--location',
      folder,
      '--silent',
      '--skipApiVersionCheck',
    ],
  ]);
  return { ...server, connectionString: connectionString(server.url) };
}

/** The account that every Azurite has; its key is in the documentation. */
function connectionString(url: string): string {
  const account = 'devstoreaccount1';
  const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
  const endpoint = `BlobEndpoint=${url}/${account}`;
  return `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};${endpoint};`;
}

/** Google Cloud Storage. Takes any credentials. */
export async function startGoogle(): Promise<CloudServer> {
  const bin = await pythonTool(EMULATORS);
  return startServer((port) => [
    join(bin, 'gcp-storage-emulator'),
    ...['start', '--host', '127.0.0.1', '--port', String(port), '--in-memory'],
  ]);
}

async function startServer(
  commandOf: (port: number, folder: string) => readonly string[],
  wished?: number,
): Promise<CloudServer> {
  const port = wished ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'meltemi-cloud-'));
  const [command = '', ...args] = commandOf(port, folder);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${output}`);
    await sleep(100);
  }
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}
