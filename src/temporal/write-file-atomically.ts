/** Writes a small file so that a reader finds the old one or the new one, never a part; for its owner only. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export function writeFileAtomically(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const scratch = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(scratch, text, { mode: 0o600 });
  renameSync(scratch, path);
}
