/** A project folder whose commands run as real processes of the built command line, without a database or Temporal. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Ended } from './cli-process';

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

export class PluginProject {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'meltemi-plugins-')));

  /** `files`: by path; `meltano.yml` among them, unless the test makes it. */
  constructor(files: Readonly<Record<string, string>> = {}) {
    if (!existsSync(MAIN)) throw new Error('`dist` is missing: run `npm run build` first.');
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  writeExecutable(path: string, text: string): void {
    this.write(path, text);
    chmodSync(join(this.folder, path), 0o755);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** `env` replaces all variables of Meltano and pip. */
  run(
    args: readonly string[],
    given: { readonly env?: Record<string, string>; readonly stdin?: string } = {},
  ): Promise<Ended> {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(MELTANO|MELTEMI|TEMPORAL|PIP|UV)_/.test(name));
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.folder,
      env: { ...Object.fromEntries(inherited), ...given.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(given.stdin ?? '');
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  }

  /** What the installed program of a plugin prints. */
  program(kind: string, plugin: string, program: string = plugin): string {
    const path = join(this.folder, '.meltano', kind, plugin, 'venv', 'bin', program);
    const { stdout, stderr, error } = spawnSync(path, [], { encoding: 'utf8' });
    return error === undefined ? `${stdout}${stderr}`.trim() : error.message;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
