/** `npm run docs`: writes the pages that are made of the product itself, and the tables in others. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type * as programModule from '../../src/cli/program';
import { NATIVE_PLUGINS } from '../../src/definitions/native/native-plugins';
import { cliReference } from './cli-reference';
import { pageOf, withSettings } from './plugin-settings';

async function main(): Promise<void> {
  // The built one, which finds its package beside it.
  const { createProgram } = (await import(resolve('dist/cli/program.js'))) as typeof programModule;
  await write(resolve('docs/cli.md'), cliReference(createProgram(() => undefined)));
  for (const plugin of NATIVE_PLUGINS) {
    const page = pageOf(plugin);
    const path = page === null ? null : resolve('docs', page);
    // Who builds a plugin writes its page; here it gets its table.
    if (path !== null && existsSync(path)) await write(path, withSettings(readFileSync(path, 'utf8'), plugin));
  }
}

async function write(path: string, markdown: string): Promise<void> {
  writeFileSync(path, await format(markdown, { ...(await resolveConfig(path)), parser: 'markdown' }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
