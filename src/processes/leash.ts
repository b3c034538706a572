/**
 * Ends the process groups of programs when this process is killed and can end nothing itself: else a target whose worker is gone would
 * load what is left in its pipe beside the one that the next worker starts. A shell waits at a pipe that only this process holds
 * open; the pipe breaks when it dies, however it dies.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Reads `+ <group>` and `- <group>`; at the end of its input, whoever is on the list is killed. */
const SCRIPT = `
groups=
while read -r what group; do
  kept=
  for one in $groups; do [ "$one" = "$group" ] || kept="$kept $one"; done
  groups=$kept
  [ "$what" = - ] || groups="$groups $group"
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

let shell: Socket | null = null;

/** The group is killed when this process dies, until `release` is called for it. */
export function leash(group: number): void {
  tell('+', group);
}

/** Before the number may be given to another process. */
export function release(group: number): void {
  tell('-', group);
}

function tell(what: '+' | '-', group: number): void {
  shell ??= open();
  shell?.write(`${what} ${String(group)}\n`);
}

/** Null where there is no shell; programs then live on as they did. */
function open(): Socket | null {
  if (process.platform === 'win32') return null;
  // In a session of its own: Ctrl-C on the terminal is for this process.
  const child = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {} });
  const forget = (): void => void (shell = null);
  child.on('error', forget);
  child.on('exit', forget);
  child.unref();
  const pipe = child.stdin as Socket;
  pipe.on('error', forget);
  pipe.unref();
  return pipe;
}
