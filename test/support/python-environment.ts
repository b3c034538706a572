/** Virtual environments with pinned packages, made once and kept between runs: the real programs that the product is compared with. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Enough of a hash to tell a few environments apart. */
const HASH_DIGITS = 12;

/** `packages`: with versions, e.g. `singer-sdk==0.54.9`. Answers the environment's `bin`. Throws what pip says when they cannot be had. */
export function pythonEnvironment(packages: readonly string[], say: (line: string) => void): string {
  const hash = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, HASH_DIGITS);
  const folder = resolve('node_modules/.cache/meltemi', `python-${hash}`);
  const bin = join(folder, 'bin');
  const done = join(folder, 'complete');
  if (existsSync(done)) return bin;
  say(`making a Python environment with ${packages.join(', ')} in ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' });
  writeFileSync(done, '');
  return bin;
}
