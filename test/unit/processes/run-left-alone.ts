/** Runs the program of its argument, says its group when it is ready, and waits to be killed. */
import { once } from 'node:events';
import { spawnProgram } from '../../../src/processes/spawn-program';

async function main(executable: string): Promise<void> {
  const program = await spawnProgram({
    ...{ plugin: 'tap-x', executable, args: [], env: {}, folder: process.cwd() },
    ...{ stdin: 'pipe', stdout: 'pipe', stderr: 'ignore' },
  });
  if (program.stdout !== null) await once(program.stdout, 'data');
  console.log(`group ${String(program.pid)}`);
  await program.ended;
}

void main(process.argv[2] ?? '');
