/**
 * Runs one program as a process. It leads a group of its own, so that ending it ends whatever it started too: first SIGTERM, and
 * SIGKILL for what is left after a grace period. When this process is killed, so is it (`leash.ts`). What it has started does not
 * outlive it: behind one that ended well a filter may have rows left to print, so the rest of the group is ended when that output is at
 * its end; behind one that failed, at once.
 */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { finished, type Readable, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { MeltemiError } from '../model/errors';
import { leash, release } from './leash';
import { readLines } from './text-lines';

/** A tap flushes its state and a target its batch before they end; Kubernetes gives as much before it kills. */
const GRACE_MS = 30_000;

/** A program that ended may have left others that hold its stderr open; what they say later is not waited for. */
const LATE_LINES_MS = 2_000;

/** `inherit`: that of this process; a number: an open file. */
export type Channel = 'pipe' | 'inherit' | 'ignore' | number;

export interface ProgramRequest {
  /** For errors: the plugin's name in the project. */
  readonly plugin: string;
  /** Absolute. */
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly folder: string;
  readonly stdin: Channel;
  readonly stdout: Channel;
  /** A function gets each line of stderr as it comes; secrets are still in it. */
  readonly stderr: 'inherit' | 'ignore' | ((line: string) => void);
  /** Ends the program as `stop` does. */
  readonly signal?: AbortSignal;
  /** False: it stays in the group of this process, so that a terminal's Ctrl-C reaches it and it may read the terminal. */
  readonly ownGroup?: boolean;
  readonly graceMs?: number;
}

/** Of the two one is null. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProgram {
  readonly pid: number;
  /** Null unless it is a pipe. A pipe whose reader ended breaks with EPIPE: listen to `error`. */
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  /** Resolves when the program has ended and its stderr is read. Never rejects. */
  readonly ended: Promise<ProgramEnd>;
  /** To the program and what it started. */
  send(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL, also for what one that has ended left behind. Resolves when it has ended; idempotent. */
  stop(): Promise<ProgramEnd>;
}

/** Resolves when the program runs. Throws `PluginMissing` when it cannot be started. */
export async function spawnProgram(request: ProgramRequest): Promise<RunningProgram> {
  const { executable, args, env, folder, stdin, stdout, stderr, ownGroup = true } = request;
  const stdio: StdioOptions = [stdin, stdout, typeof stderr === 'function' ? 'pipe' : stderr];
  const child = spawn(executable, args, { cwd: folder, env, stdio, detached: ownGroup });
  // At once: a moment later this process may be dead.
  if (ownGroup && child.pid !== undefined) leash(child.pid);
  const pid = await started(child, request);
  const exited = new Promise<ProgramEnd>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const lines =
    typeof stderr === 'function' && child.stderr !== null ? readLines(child.stderr, stderr) : Promise.resolve();
  const program = new Program(child, pid, ownGroup, exited, lines, request.graceMs ?? GRACE_MS);
  stopOnAbort(program, request.signal);
  return program;
}

function started(child: ChildProcess, { plugin, executable, folder }: ProgramRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = `\`${plugin}\` cannot start \`${executable}\` in \`${folder}\`: ${explain(cause)}.`;
      reject(new MeltemiError('PluginMissing', reason, 'Check the file and its first line (`#!`).', { cause }));
    });
  });
}

function explain(cause: NodeJS.ErrnoException): string {
  if (cause.code === 'ENOENT') return 'the file, its interpreter or the folder is not there';
  if (cause.code === 'EACCES') return 'it may not be executed';
  if (cause.code === 'E2BIG') return 'its arguments and variables are too long';
  return cause.code === 'ENOEXEC' ? 'it is no program' : cause.message;
}

function stopOnAbort(program: RunningProgram, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const stop = (): void => void program.stop();
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  void program.ended.then(() => signal.removeEventListener('abort', stop));
}

function delay(ms: number): Promise<void> {
  return sleep(ms, undefined, { ref: false });
}

class Program implements RunningProgram {
  readonly pid: number;
  readonly ended: Promise<ProgramEnd>;
  readonly #child: ChildProcess;
  readonly #ownGroup: boolean;
  readonly #exited: Promise<ProgramEnd>;
  readonly #graceMs: number;
  #stopping: Promise<ProgramEnd> | null = null;
  #hasExited = false;
  #groupEnded: boolean;

  constructor(
    child: ChildProcess,
    pid: number,
    ownGroup: boolean,
    exited: Promise<ProgramEnd>,
    lines: Promise<void>,
    graceMs: number,
  ) {
    this.#child = child;
    this.pid = pid;
    this.#ownGroup = ownGroup;
    this.#exited = exited;
    this.#graceMs = graceMs;
    this.#groupEnded = !ownGroup;
    this.ended = exited.then(async (end) => {
      this.#hasExited = true;
      this.#endWhatIsLeft(end);
      await Promise.race([lines, delay(LATE_LINES_MS)]);
      child.stderr?.destroy();
      return end;
    });
  }

  get stdin(): Writable | null {
    return this.#child.stdin;
  }

  get stdout(): Readable | null {
    return this.#child.stdout;
  }

  send(signal: NodeJS.Signals): void {
    if (!this.#hasExited || !this.#groupEnded) this.#signal(signal);
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      // A negative number stands for the group, which may outlive its leader.
      process.kill(this.#ownGroup ? -this.pid : this.pid, signal);
    } catch {
      // all gone
    }
  }

  stop(): Promise<ProgramEnd> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<ProgramEnd> {
    this.send('SIGTERM');
    const timer = setTimeout(() => this.send('SIGKILL'), this.#graceMs);
    await this.#exited;
    clearTimeout(timer);
    // The leader has had its time; what it started and did not end must not go on without it.
    this.#endGroup();
    return this.ended;
  }

  #endWhatIsLeft({ exitCode }: ProgramEnd): void {
    const { stdout } = this.#child;
    if (exitCode !== 0) this.#endGroup();
    // Where its output does not come this way, nobody knows when the last of it is written.
    else if (stdout === null || !this.#groupLives()) this.#letGo();
    else finished(stdout, () => this.#endGroup());
  }

  #groupLives(): boolean {
    try {
      process.kill(-this.pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'ESRCH';
    }
  }

  /** Once only: when the group is gone, its number may be another one's. */
  #endGroup(): void {
    if (this.#groupEnded) return;
    this.#signal('SIGKILL');
    this.#letGo();
  }

  #letGo(): void {
    if (this.#groupEnded) return;
    this.#groupEnded = true;
    release(this.pid);
  }
}
