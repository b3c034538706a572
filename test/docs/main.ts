/** `npm run docs`: writes the pages that are made of the product itself. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type * as programModule from '../../src/cli/program';
import { cliReference } from './cli-reference';

const PAGE = resolve('docs/cli.md');

async function main(): Promise<void> {
  // The built one, which finds its package beside it.
  const { createProgram } = (await import(resolve('dist/cli/program.js'))) as typeof programModule;
  const markdown = cliReference(createProgram(() => undefined));
  writeFileSync(PAGE, await format(markdown, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
