/** The pages of native plugins: their tables are those of the definitions, and `docs/plugins.md` links them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NATIVE_PLUGINS } from '../../../src/definitions/native/native-plugins';
import { bareMarkdown } from '../../docs/bare-markdown';
import { pageOf, withSettings } from '../../docs/plugin-settings';

const DOCS = resolve('docs');
const PAGES = NATIVE_PLUGINS.flatMap((plugin) => {
  const page = pageOf(plugin);
  return page !== null && existsSync(join(DOCS, page)) ? [{ page, plugin }] : [];
});

test.each(PAGES)('docs/$page has the settings of the definition; if not: npm run docs', ({ page, plugin }) => {
  const text = readFileSync(join(DOCS, page), 'utf8');
  expect(bareMarkdown(text)).toEqual(bareMarkdown(withSettings(text, plugin)));
});

test('each page is of a native plugin, and docs/plugins.md links it', () => {
  const there = ['taps', 'targets'].flatMap((folder) =>
    existsSync(join(DOCS, folder)) ? readdirSync(join(DOCS, folder)).map((file) => `${folder}/${file}`) : [],
  );
  expect(there.sort()).toEqual(PAGES.map(({ page }) => page).sort());
  const overview = readFileSync(join(DOCS, 'plugins.md'), 'utf8');
  for (const page of there) expect(overview).toContain(`](${page})`);
});
