/** What package.json promises to whoever installs or builds the package. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

interface Manifest {
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
}

const manifest = readManifest('package.json');

test('every dependency is pinned to one version', () => {
  const pins = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(pins.length).toBeGreaterThan(0);
  expect(pins.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('all packages of the Temporal SDK have the same version', () => {
  const pins = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  const versions = pins.filter(([name]) => name.startsWith('@temporalio/')).map(([, version]) => version);
  expect([...new Set(versions)]).toHaveLength(1);
});

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

test('the lock file names the optional packages of every platform, without which `npm ci` refuses it', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const locked = Object.keys(lock.packages);
  const missing = Object.values(lock.packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !locked.some((path) => path.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});

test('Node 20.19 and everything newer is accepted', () => {
  expect(manifest.engines?.node).toBe('>=20.19');
});

/** Lowest versions asked for by the parts of a range like `^20.19 || >=22.12` or `>= 20`. */
function acceptsNode20(range: string): boolean {
  return range.split('||').some((part) => {
    const [, operator, major, minor = '0'] = /^\s*(\^|>=|>|~)?\s*v?(\d+)(?:\.(\d+))?/.exec(part) ?? [];
    if (operator === '^' || operator === '~' || operator === undefined) return major === '20' && Number(minor) <= 19;
    return Number(major) < 20 || (major === '20' && Number(minor) <= 19);
  });
}

test('no dependency of the product needs a newer Node than we accept', () => {
  const tooNew = Object.keys(manifest.dependencies ?? {}).filter((name) => {
    const range = readManifest(`node_modules/${name}/package.json`).engines?.node;
    return range !== undefined && !acceptsNode20(range);
  });
  expect(tooNew).toEqual([]);
});

test('the installed command may be executed', () => {
  expect(statSync(join(root, 'dist/cli/main.js')).mode & 0o111).toBe(0o111);
});
