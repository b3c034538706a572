/** Programs that tests need and that our own packages do not bring: installed once into a cache folder, by pinned versions. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = join(homedir(), '.cache', 'meltemi', 'test-tools');
/** An installation takes a minute on a small machine; a lock that is older belongs to a process that died. */
const STALE_LOCK_MS = 10 * 60_000;

/** Answers the folder of the programs that these Python packages bring. */
export async function pythonTool(requirements: readonly string[]): Promise<string> {
  const folder = await installed('python', requirements, async (target) => {
    await run('python3', ['-m', 'venv', target]);
    await run(join(target, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...requirements]);
  });
  return join(folder, 'bin');
}

/** Answers the folder of the programs that these npm packages bring. */
export async function npmTool(packages: readonly string[]): Promise<string> {
  const folder = await installed('npm', packages, async (target) => {
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'package.json'), '{"private": true}');
    await run('npm', ['install', '--no-audit', '--no-fund', '--save-exact', ...packages], { cwd: target });
  });
  return join(folder, 'node_modules', '.bin');
}

/** Answers the folder of the program that this Go package is: `example.org/tool/cmd/tool@v1.2.3`. Building one takes minutes. */
export async function goTool(packageAtVersion: string): Promise<string> {
  return installed('go', [packageAtVersion], async (target) => {
    await mkdir(target, { recursive: true });
    await run('go', ['install', packageAtVersion], { env: { ...process.env, GOBIN: target } });
  });
}

/** Another test file may want the same at the same time: the first one installs, the others wait. */
async function installed(
  kind: string,
  what: readonly string[],
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const name = `${kind}-${createHash('sha256').update(what.join(' ')).digest('hex').slice(0, 12)}`;
  const folder = join(CACHE, name);
  const done = join(folder, '.complete');
  const lock = `${folder}.lock`;
  await mkdir(CACHE, { recursive: true });
  while (!existsSync(done)) {
    if (!(await takeLock(lock))) {
      await sleep(200);
      continue;
    }
    try {
      await rm(folder, { recursive: true, force: true });
      await install(folder);
      await writeFile(done, what.join('\n'));
    } finally {
      await rm(lock, { force: true });
    }
  }
  return folder;
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (await isLeftBehind(lock)) await rm(lock, { force: true });
    return false;
  }
}

async function isLeftBehind(lock: string): Promise<boolean> {
  try {
    process.kill(Number(await readFile(lock, 'utf8')), 0);
    return Date.now() - (await stat(lock)).mtimeMs > STALE_LOCK_MS;
  } catch (error) {
    // No such process: its owner died. No such file: it was given back just now.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
