/** What a command that needs nothing costs: it loads no package of those that need something. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

const folder = mkdtempSync(join(tmpdir(), 'meltemi-help-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The packages that a command line has loaded by its end. */
function packagesOf(args: readonly string[]): { readonly packages: ReadonlySet<string>; readonly stdout: string } {
  const [spy, list] = [join(folder, 'spy.js'), join(folder, 'list.json')];
  const save = `require('fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(Object.keys(require.cache)))`;
  writeFileSync(spy, `process.on('exit', () => ${save});`);
  const { stdout, status } = spawnSync(process.execPath, ['--require', spy, MAIN, ...args], { encoding: 'utf8' });
  expect(status).toBe(0);
  const files = JSON.parse(readFileSync(list, 'utf8')) as readonly string[];
  const names = files.flatMap((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return { packages: new Set(names), stdout };
}

test.each([[['--help']], [['--version']], [['run', '--help']], [['completion', 'bash']]])(
  '%j loads the parser of the command line and little else',
  (args) => {
    const { packages } = packagesOf(args);
    expect([...packages].filter((name) => !['commander', 'picocolors'].includes(name))).toEqual([]);
  },
);

test('a dry run loads YAML and no Temporal', () => {
  writeFileSync(join(folder, 'meltano.yml'), 'plugins: {extractors: [{name: a}], loaders: [{name: b}]}');
  const { packages } = packagesOf(['--cwd', folder, 'run', 'a', 'b', '--dry-run']);
  expect([...packages].filter((name) => /temporal|^pg/.test(name))).toEqual([]);
});
