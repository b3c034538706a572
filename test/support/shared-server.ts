/**
 * The one PostgreSQL server of a test run, owned by jest's parent process. `MELTEMI_TEST_PG_URL`, when it is set from outside, names
 * a server to use instead (a superuser's URL).
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, TEST_DIR_PREFIX, type TestPostgres } from './postgres';

let shared: TestPostgres | undefined;

export async function startSharedServer(): Promise<void> {
  if (process.env['MELTEMI_TEST_PG_URL'] !== undefined) return;
  removeLeftovers();
  shared = await startPostgres();
  process.env['MELTEMI_TEST_PG_URL'] = shared.url;
}

export async function stopSharedServer(): Promise<void> {
  await shared?.stop();
  shared = undefined;
}

/** A test run that was killed could not stop its servers: those whose owner is gone are killed and removed. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(TEST_DIR_PREFIX) || isAlive(Number.parseInt(name.slice(TEST_DIR_PREFIX.length), 10))) continue;
    const dir = join(tmpdir(), name);
    try {
      process.kill(Number.parseInt(readFileSync(join(dir, 'data', 'postmaster.pid'), 'utf8'), 10), 'SIGQUIT');
    } catch {
      // No server runs in it.
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
  }
}

function isAlive(pid: number): boolean {
  return spawnSync('kill', ['-0', String(pid)]).status === 0;
}
