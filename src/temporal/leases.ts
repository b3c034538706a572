/**
 * Who uses the embedded server: one empty file per user, named by its pid. The last one ends the server; and because a user may
 * be killed before it can do so, a shell stays beside the server and ends it when no user lives any more.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseFile } from './server-flags';
import { identify } from './process-identity';

export interface Lease {
  release(): void;
}

let leasesOfThisProcess = 0;

export function takeLease(stateDir: string): Lease {
  const folder = leasesFolder(stateDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${process.pid}-${++leasesOfThisProcess}`);
  writeFileSync(path, '', { mode: 0o600 });
  return { release: () => rmSync(path, { force: true }) };
}

/** Whether a living process uses the server. Leases of dead ones are removed. */
export function isLeased(stateDir: string): boolean {
  let leased = false;
  for (const name of readdirSync(leasesFolder(stateDir))) {
    if (identify(Number.parseInt(name, 10)) !== null) leased = true;
    else rmSync(join(leasesFolder(stateDir), name), { force: true });
  }
  return leased;
}

function leasesFolder(stateDir: string): string {
  return join(stateDir, 'server-users');
}

/**
 * $1 the server's pid, $2 the folder of leases, $3 the database. Looks once a second. The server's command line is compared
 * before it is ended: the pid might be somebody else's by then.
 */
const WATCH = `
is_server() {
  { tr '\\0' ' ' < "/proc/$1/cmdline" || ps -o args= -p "$1"; } 2>/dev/null | grep -qF "$2"
}
while sleep 1; do
  kill -0 "$1" 2>/dev/null || exit 0
  used=
  for lease in "$2"/*; do
    user=\${lease##*/}
    kill -0 "\${user%%-*}" 2>/dev/null && used=1
  done
  [ -n "$used" ] && continue
  is_server "$1" "$3" && kill -TERM "$1"
  sleep 10
  is_server "$1" "$3" && kill -KILL "$1"
  exit 0
done`;

/** Ends the server when its last user is gone without having done so. Ends itself with the server. */
export function watchLeases(stateDir: string, serverPid: number): void {
  const args = ['-c', WATCH, 'meltemi-watch', String(serverPid), leasesFolder(stateDir), databaseFile(stateDir)];
  spawn('sh', args, { stdio: 'ignore', detached: true })
    .once('error', () => undefined)
    .unref();
}
