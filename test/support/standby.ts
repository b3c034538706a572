/** A PostgreSQL server and a hot standby that follows it, which ends queries at once when they are in the way of what it replays. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, chownSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../src/cli/demo/embedded-postgres';
import { PACKAGE_VARIABLE, queryRows, TEST_DIR_PREFIX } from './postgres';

export interface ReplicatedPostgres {
  /** The superuser's URLs. */
  readonly primary: string;
  readonly standby: string;
  /** Resolves when the standby shows all that was committed on the primary before the call. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const packageDir = process.env[PACKAGE_VARIABLE];
  const [first, second] = [folder(), folder()];
  const made = await startEmbeddedPostgres({ dir: first, packageDir });
  await made.stop();
  // The standby begins as a copy of the stopped server, with its owner.
  execFileSync('cp', ['-a', join(first, 'data'), join(second, 'data')]);
  const primary = await startEmbeddedPostgres({ dir: first, packageDir, port: made.port });
  follow(join(second, 'data'), primary.url);
  const standby = await startEmbeddedPostgres({ dir: second, packageDir });
  return {
    primary: primary.url,
    standby: standby.url,
    caughtUp: async () => {
      const position = (await queryRows(primary.url, 'select pg_current_wal_lsn()::text as at'))[0]?.['at'];
      const behind = `select pg_last_wal_replay_lsn() >= '${String(position)}'::pg_lsn as done`;
      while ((await queryRows(standby.url, behind))[0]?.['done'] !== true) await sleep(20);
    },
    stop: async () => {
      await standby.stop();
      await primary.stop();
      for (const dir of [first, second]) rmSync(dir, { recursive: true, force: true });
    },
  };
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), `${TEST_DIR_PREFIX}${String(process.pid)}-`));
  chmodSync(dir, 0o755);
  return dir;
}

function follow(data: string, primaryUrl: string): void {
  appendFileSync(
    join(data, 'postgresql.auto.conf'),
    `primary_conninfo = '${primaryUrl}'\nmax_standby_streaming_delay = 0\nhot_standby_feedback = off\n`,
  );
  const signal = join(data, 'standby.signal');
  writeFileSync(signal, '');
  const { uid, gid } = statSync(data);
  chownSync(signal, uid, gid);
}
