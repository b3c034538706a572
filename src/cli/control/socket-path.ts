/** Where the running `meltemi dev` of a project listens for commands, and whether it does. */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
const MAX_SOCKET_PATH_BYTES = 103;

/** `<project>/.meltemi/dev.sock`; for a project too deep for a socket's address, a name of its own in the temporary folder. */
export function controlSocketPath(projectRoot: string): string {
  // One project has one socket, by whatever links it is reached.
  const root = realpathSync(projectRoot);
  const path = join(root, '.meltemi', 'dev.sock');
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path;
  const digest = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return join(tmpdir(), `meltemi-${userInfo().uid}-${digest}.sock`);
}

/** Whether a living process listens on the socket; a file left by a dead one does not answer. */
export function socketAnswers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
