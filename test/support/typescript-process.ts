/** Runs a TypeScript file of the tests as a process of its own, so that it can be killed. Its standard output comes as lines. */
import { buildSync } from 'esbuild';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface TypeScriptProcess {
  readonly child: ChildProcess;
  /** Resolves with the first line, past or coming, that contains `text`; rejects when the process ends without it. */
  waitForLine(text: string): Promise<string>;
  /** kill -9, and wait for the end. */
  kill(): Promise<void>;
}

export function runTypeScript(file: string, args: readonly string[], outDir: string): TypeScriptProcess {
  const outfile = join(outDir, 'program.cjs');
  // Packages are found from the repository, wherever the program lies.
  buildSync({ entryPoints: [file], outfile, bundle: true, platform: 'node', packages: 'external', logLevel: 'error' });
  const env = { ...process.env, NODE_PATH: join(process.cwd(), 'node_modules') };
  const child = spawn(process.execPath, [outfile, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env });
  const lines: string[] = [];
  const ended = once(child, 'exit');
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  return {
    child,
    waitForLine: async (text) => {
      for (;;) {
        const found = lines.find((line) => line.includes(text));
        if (found !== undefined) return found;
        await Promise.race([once(reader, 'line'), ended]);
        if (child.exitCode !== null || child.signalCode !== null) {
          const last = lines.find((line) => line.includes(text));
          if (last !== undefined) return last;
          throw new Error(`The process ended without a line with "${text}". It said:\n${lines.join('\n')}`);
        }
      }
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
