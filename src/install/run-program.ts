/** Runs uv, pip or Python to their end and keeps what they print. */
import { spawn } from 'node:child_process';
import type { Environment } from './programs';

export interface ProgramEnd {
  readonly ok: boolean;
  /** Standard output and standard error as they came, the last `MAX_KEPT_BYTES` of them. */
  readonly output: string;
}

export interface ProgramPlace {
  readonly folder: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** pip prints a few hundred kB for the largest trees of requirements; the end of it is what explains a failure. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;
/** Variables that would make a Python look at packages or homes other than those of its own environment. */
const MISLEADING = ['PYTHONPATH', 'PYTHONHOME', 'VIRTUAL_ENV', '__PYVENV_LAUNCHER__'];

export type Command = readonly [program: string, ...args: string[]];

/** Rejects only when `signal` aborts. A program that cannot be started has ended badly, with the reason as its output. */
export async function runProgram([program, ...args]: Command, place: ProgramPlace): Promise<ProgramEnd> {
  place.signal.throwIfAborted();
  const env = Object.fromEntries([...place.environment].filter(([name]) => !MISLEADING.includes(name)));
  // A group of its own, so that what pip itself started (git, compilers) ends with it.
  const child = spawn(program, args, { cwd: place.folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const kept: Buffer[] = [];
  let keptBytes = 0;
  const keep = (piece: Buffer): void => {
    kept.push(piece);
    keptBytes += piece.length;
    while (keptBytes > MAX_KEPT_BYTES && kept.length > 1) keptBytes -= kept.shift()?.length ?? 0;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = (): void => {
    if (child.pid !== undefined) endGroup(child.pid);
  };
  place.signal.addEventListener('abort', stop, { once: true });
  try {
    const failure = await new Promise<string | null>((resolve) => {
      child.once('error', (error) => resolve(`\`${program}\` cannot be started: ${error.message}`));
      child.once('close', (code, signal) => resolve(code === 0 ? null : signal === null ? '' : `Ended by ${signal}.`));
    });
    place.signal.throwIfAborted();
    return { ok: failure === null, output: Buffer.concat(kept).toString('utf8') + (failure ?? '') };
  } finally {
    place.signal.removeEventListener('abort', stop);
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
