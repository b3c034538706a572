/** A virtual environment with the real mapper, made once and kept between runs. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Brings the simpleeval that it was released with; `test/differential/ALLOWED.md` is written about these versions. */
const PACKAGES = ['singer-sdk==0.54.9', 'simpleeval==1.0.8'];

/** Path of the environment's Python. Throws what pip says when the packages cannot be had. */
export function pythonWithMapper(say: (line: string) => void): string {
  const folder = resolve('node_modules/.cache/meltemi', `python-${PACKAGES.join('-').replaceAll(/[^\w.-]+/g, '-')}`);
  const python = join(folder, 'bin/python');
  const done = join(folder, 'complete');
  if (existsSync(done)) return python;
  say(`making a Python environment with ${PACKAGES.join(' and ')} in ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], { stdio: 'inherit' });
  writeFileSync(done, '');
  return python;
}
