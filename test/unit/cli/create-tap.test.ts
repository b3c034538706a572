/** The files of a new tap: each choice makes TypeScript that the SDK's types accept; what cannot be used is refused. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { AUTHS, PAGINATIONS, tapChoices, type TapOptions } from '../../../src/cli/create/tap-choices';
import { tapFiles } from '../../../src/cli/create/tap-files';
import { variablesOf } from '../../../src/cli/create/tap-settings';

/** The types of 30 taps and of the SDK. */
jest.setTimeout(120_000);

const ROOT = join(__dirname, '..', '..', '..');
const URL = 'https://api.example.com/v1';

const choose = (options: TapOptions) => tapChoices({ name: 'shop', url: URL, ...options }, null);

test('every authorization with every pagination has right types', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'meltemi-create-'));
  try {
    const roots: string[] = [];
    for (const auth of AUTHS) {
      for (const pagination of PAGINATIONS) {
        const files = tapFiles(await choose({ auth, pagination }));
        for (const [path, text] of files) {
          const absolute = join(folder, `${auth}-${pagination}`, path);
          mkdirSync(dirname(absolute), { recursive: true });
          writeFileSync(absolute, text);
          if (path === 'tap.ts') roots.push(absolute);
        }
      }
    }
    const program = ts.createProgram(roots, {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      noEmit: true,
      skipLibCheck: true,
      resolveJsonModule: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.Preserve,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      typeRoots: [join(ROOT, 'node_modules', '@types')],
      types: ['node'],
      paths: { 'meltemi/sdk': [join(ROOT, 'src', 'sdk', 'index.ts')] },
    });
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    expect(roots).toHaveLength(30);
    expect(problems).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('names follow from the name that is given, with or without `tap-`', async () => {
  const named = await choose({ name: 'tap-shop-eu', auth: 'basic' });
  expect(named).toMatchObject({ plugin: 'tap-shop-eu', namespace: 'tap_shop_eu', prefix: 'ShopEu', stream: 'users' });
  expect(variablesOf(named)).toEqual(['TAP_SHOP_EU_USERNAME', 'TAP_SHOP_EU_PASSWORD']);
});

test('an answer counts where no option is given, and is asked for once', async () => {
  const asked: string[] = [];
  const choices = await tapChoices({ name: 'shop', auth: 'bearer' }, (question) => {
    asked.push(question.title);
    return Promise.resolve(question.title === 'url' ? `${URL}/` : question.fallback);
  });
  expect(asked).toEqual(['url', 'pagination', 'stream']);
  expect(choices).toMatchObject({ url: URL, auth: 'bearer', pagination: 'none' });
});

test.each<[string, TapOptions, RegExp]>([
  ['no name', { name: '' }, /has no name/],
  ['a name with blanks', { name: 'my shop' }, /`my shop` is no name/],
  ['a name that leads elsewhere', { name: '../shop' }, /is no name/],
  ['a name that starts with a digit', { name: 'tap-3d' }, /is no name/],
  ['no URL', { url: '' }, /URL of the API is missing/],
  ['a URL that is none', { url: 'api.example.com' }, /not an HTTP URL/],
  ['another scheme', { url: 'ftp://api.example.com' }, /not an HTTP URL/],
  ['a query', { url: `${URL}?key=1` }, /goes beyond the path/],
  ['an unknown authorization', { auth: 'baerer' }, /Did you mean `bearer`\?/],
  ['an unknown pagination', { pagination: 'pages' }, /Did you mean `page`\?/],
  ['a stream that leads elsewhere', { stream: '../users' }, /is no name for a stream/],
])('%s is refused', async (_what, options, message) => {
  await expect(choose(options)).rejects.toThrow(message);
});

test('a password in the URL is refused and not shown', async () => {
  const refused: unknown = await choose({ url: 'https://me:hunter2@api.example.com' }).catch((error: unknown) => error);
  expect(String(refused)).toMatch(/holds a user or a password/);
  expect(String(refused)).not.toContain('hunter2');
});
