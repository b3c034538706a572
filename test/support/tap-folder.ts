/** Programs in the folder of a tap, as its author runs them. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Ended } from './cli-process';

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

/** Runs Node in `folder`, without the variables of Meltano, Temporal and of the runner of these tests. */
export function runNodeIn(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(MELTANO|MELTEMI|TEMPORAL|NODE_TEST)_/.test(name),
  );
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

/** What the README of a tap says: `node --test` in its folder, with `meltemi` on the PATH. */
export async function testTapIn(folder: string): Promise<Ended> {
  const bin = mkdtempSync(join(tmpdir(), 'meltemi-bin-'));
  try {
    symlinkSync(MAIN, join(bin, 'meltemi'));
    const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
    return await runNodeIn(folder, ['--test', '--test-reporter', 'tap'], { PATH: path });
  } finally {
    rmSync(bin, { recursive: true, force: true });
  }
}
