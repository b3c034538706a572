import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode, checkPageFolder } from '../../../src/cli/doctor/machine-checks';
import { checkTemporal } from '../../../src/cli/doctor/temporal-checks';

const folder = mkdtempSync(join(tmpdir(), 'meltemi-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['20.18.3', 'error'],
  ['18.20.0', 'error'],
  ['20.19.0', 'ok'],
  ['22.1.0', 'ok'],
])('Node %s is %s', (version, level) => {
  expect(checkNode(version).level).toBe(level);
});

describe('the page folder', () => {
  test('need not be there yet', async () => {
    expect(await checkPageFolder(folder, {})).toMatchObject([
      { level: 'ok', said: expect.stringContaining('free') as string },
    ]);
  });

  test('is for its owner alone', async () => {
    const pages = join(folder, 'pages');
    mkdirSync(pages);
    chmodSync(pages, 0o755);
    const findings = await checkPageFolder(folder, { MELTEMI_PAGE_DIR: pages });
    expect(findings).toMatchObject([{ level: 'ok' }, { level: 'warning', remedy: `Run \`chmod 700 ${pages}\`.` }]);
    chmodSync(pages, 0o700);
    expect(await checkPageFolder(folder, { MELTEMI_PAGE_DIR: pages })).toHaveLength(1);
  });

  test('cannot be below a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    const findings = await checkPageFolder(folder, { MELTEMI_PAGE_DIR: join(folder, 'file', 'pages') });
    expect(findings).toMatchObject([{ level: 'error', remedy: expect.stringContaining('MELTEMI_PAGE_DIR') as string }]);
  });
});

describe('Temporal', () => {
  test('that does not answer is an error with its address', async () => {
    const findings = await checkTemporal(folder, { TEMPORAL_ADDRESS: '127.0.0.1:9', HOME: folder });
    expect(findings).toMatchObject([{ level: 'error', said: expect.stringContaining('`127.0.0.1:9`') as string }]);
  });

  test('that nobody has installed yet is a warning, and is not fetched', async () => {
    const findings = await checkTemporal(folder, { HOME: folder, PATH: folder });
    expect(findings).toMatchObject([{ level: 'warning', remedy: expect.stringContaining('45 MB') as string }]);
  });

  test('that is no program is an error', async () => {
    const findings = await checkTemporal(folder, { HOME: folder, TEMPORAL_CLI_PATH: join(folder, 'none') });
    expect(findings).toMatchObject([{ level: 'error', said: expect.stringContaining('TEMPORAL_CLI_PATH') as string }]);
  });
});
