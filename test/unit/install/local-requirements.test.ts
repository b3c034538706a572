import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localDigest, localRequirements } from '../../../src/install/local-requirements';

test.each([
  [['tap-x'], []],
  [['tap-x[s3]==1.0', 'b@git+https://host/b.git'], []],
  [['git+https://host/a.git', '--index-url', 'https://host/simple'], []],
  [['.'], [{ path: '.', editable: false }]],
  [['-e', '.[dev]'], [{ path: '.', editable: true }]],
  [['--editable=plugins/tap-x'], [{ path: 'plugins/tap-x', editable: true }]],
  [['-e', 'git+https://host/a.git#egg=a'], []],
  [
    ['plugins/tap-x', './tap-y'],
    [
      { path: 'plugins/tap-x', editable: false },
      { path: './tap-y', editable: false },
    ],
  ],
  [
    ['tap-x', '-c', 'c.txt', '--requirement=r.txt'],
    [
      { path: 'c.txt', editable: false },
      { path: 'r.txt', editable: false },
    ],
  ],
  [['/abs/tap-x-1.0-py3-none-any.whl'], [{ path: '/abs/tap-x-1.0-py3-none-any.whl', editable: false }]],
])('%j depends on %j', (words, requirements) => {
  expect(localRequirements(words)).toEqual(requirements);
});

describe('the digest of local packages', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'meltemi-digest-'));
    mkdirSync(join(folder, 'tap/tap_x'), { recursive: true });
    writeFileSync(join(folder, 'tap/pyproject.toml'), 'a');
    writeFileSync(join(folder, 'tap/tap_x/tap.py'), 'a');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('there is none without a local package', async () => {
    expect(await localDigest(['tap-x'], folder)).toBeNull();
  });

  test('of an editable package only what decides its installation counts', async () => {
    const before = await localDigest(['-e', 'tap'], folder);
    writeFileSync(join(folder, 'tap/tap_x/tap.py'), 'b');
    expect(await localDigest(['-e', './tap'], folder)).not.toBe(before);
    expect(await localDigest(['-e', 'tap'], folder)).toBe(before);
    writeFileSync(join(folder, 'tap/pyproject.toml'), 'b');
    expect(await localDigest(['-e', 'tap'], folder)).not.toBe(before);
  });

  test('of a copied package all of the code counts, and what tools have made does not', async () => {
    const before = await localDigest(['./tap'], folder);
    mkdirSync(join(folder, 'tap/tap_x/__pycache__'));
    writeFileSync(join(folder, 'tap/tap_x/__pycache__/tap.pyc'), 'x');
    expect(await localDigest(['./tap'], folder)).toBe(before);
    writeFileSync(join(folder, 'tap/tap_x/tap.py'), 'b');
    expect(await localDigest(['./tap'], folder)).not.toBe(before);
  });
});
