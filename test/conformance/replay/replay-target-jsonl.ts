/** Replays the recorded cases of target-jsonl: files and what is printed must be the same, to the character. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { compactExact } from '../../../src/model/exact-json';
import type { JsonObject } from '../../../src/model/json';
import { show } from './differences';
import { isSame } from './same-json';
import { runTarget } from './singer-target-run';

interface RecordedCase {
  readonly config: JsonObject;
  readonly input: readonly JsonObject[];
  readonly expect: {
    readonly exit: number;
    readonly stdout: readonly string[];
    readonly files: Readonly<Record<string, readonly string[]>>;
    readonly error?: string;
  };
}

/** `recorded`: a case read by `parseExact`. */
export async function replayTargetJsonl(recorded: unknown): Promise<readonly string[]> {
  // The set's file has cases of this form; its README says so.
  const { config, input, expect } = recorded as RecordedCase;
  const folder = mkdtempSync(join(tmpdir(), 'meltemi-jsonl-'));
  try {
    const plain = JSON.parse(compactExact(config)) as JsonObject;
    const path = plain['destination_path'];
    // The real one writes where it is called; this process has one folder for all cases.
    const settings = { ...plain, destination_path: join(folder, typeof path === 'string' ? path : '') };
    const { exit, states, error } = await runTarget({ name: 'target-jsonl', variant: 'andyh1203' }, settings, input);
    const got = { exit, stdout: states, files: filesIn(folder) };
    const expected = { exit: expect.exit, stdout: [...expect.stdout], files: { ...expect.files } };
    return isSame(expected, got) ? [] : [show(expected, error === null ? got : { ...got, error })];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function filesIn(folder: string): Record<string, readonly string[]> {
  const files: Record<string, readonly string[]> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).replace(/-\d{8}T\d{6}\./, '-<yyyymmddThhmmss>.');
    files[name] = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  }
  return files;
}
