/** A `meltemi dev` as a process, with a worker that does nothing: arguments are the project's folder and the server's port. */
import { startDev } from '../../src/cli/dev';
import { IDLE_WORKER } from './idle-worker';

const [projectRoot = '', port = ''] = process.argv.slice(2);

void startDev({
  projectRoot,
  environment: process.env,
  port: Number(port),
  onLine: (line) => console.log(line),
  workerCommand: IDLE_WORKER,
}).then(
  (dev) => {
    console.log(`serving ${dev.address}`);
    process.once('SIGTERM', () => void dev.stop().then(() => process.exit(0)));
  },
  (error: unknown) => {
    console.log(`failed ${String(error)}`);
    process.exit(1);
  },
);
