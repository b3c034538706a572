/** A folder of files to read, which goes away with the test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export class SourceFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'meltemi-files-'));

  constructor(files: Readonly<Record<string, string | Buffer>> = {}) {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  /** Answers the absolute path. */
  write(path: string, content: string | Buffer): string {
    const absolute = this.path(path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
    return absolute;
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
