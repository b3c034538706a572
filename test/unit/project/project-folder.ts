/** A project folder for one test: files written to a temporary place, and taken away again. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openProjectSource } from '../../../src/project/project-source';
import { MeltemiError } from '../../../src/model/errors';
import type { Project } from '../../../src/project/project';

const made: string[] = [];

export function projectFolder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'meltemi-project-'));
  made.push(root);
  for (const [path, text] of Object.entries(files)) writeProjectFile(root, path, text);
  return root;
}

export function writeProjectFile(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

export function removeProjectFolders(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}

interface Given {
  readonly environment?: string | null;
  readonly processEnv?: Readonly<Record<string, string>>;
}

/** A project of these files; a text alone is its `meltano.yml`. */
export async function project(files: string | Readonly<Record<string, string>>, given: Given = {}): Promise<Project> {
  const root = projectFolder(typeof files === 'string' ? { 'meltano.yml': files } : files);
  const source = openProjectSource(root, given.processEnv ?? {});
  return given.environment === undefined ? source.load() : source.load(given.environment);
}

/** A `meltano.yml` with the extractor `tap-x` and this text below its name. */
export function tapX(below: string, rest = ''): string {
  const lines = below.split('\n').map((line) => `      ${line}`);
  return ['version: 1', 'plugins:', '  extractors:', '    - name: tap-x', ...lines, rest].join('\n');
}

/** `<code> <message>` of the error that this throws; it must be one of ours. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MeltemiError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
