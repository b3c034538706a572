/**
 * The one PostgreSQL server of a test run, owned by jest's parent process. `MELTEMI_TEST_PG_URL`, when it is set from outside, names
 * a server to use instead (a superuser's URL).
 */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MAJOR_VARIABLE,
  queryRows,
  sharedPostgresUrl,
  startPostgres,
  TEST_DIR_PREFIX,
  type TestPostgres,
} from './postgres';

let shared: TestPostgres | undefined;

export async function startSharedServer(): Promise<void> {
  if (process.env['MELTEMI_TEST_PG_URL'] === undefined) {
    removeLeftovers();
    shared = await startPostgres();
    process.env['MELTEMI_TEST_PG_URL'] = shared.url;
  }
  const [row] = await queryRows(sharedPostgresUrl(), "select current_setting('server_version_num') as version");
  process.env[MAJOR_VARIABLE] = String(Math.floor(Number(row?.['version']) / 10_000));
}

export async function stopSharedServer(): Promise<void> {
  await shared?.stop();
  shared = undefined;
}

/** A test run that was killed could not stop its servers: those of this user whose owner is gone are killed and removed. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(TEST_DIR_PREFIX)) continue;
    const dir = join(tmpdir(), name);
    const owner = Number.parseInt(name.slice(TEST_DIR_PREFIX.length), 10);
    if (statSync(dir, { throwIfNoEntry: false })?.uid !== process.getuid?.() || isAlive(owner)) continue;
    try {
      process.kill(Number.parseInt(readFileSync(join(dir, 'data', 'postmaster.pid'), 'utf8'), 10), 'SIGQUIT');
    } catch {
      // No server runs in it.
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
