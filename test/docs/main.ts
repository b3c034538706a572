/** `npm run docs`: writes the pages that are made of the product itself. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type * as examplesModule from '../../src/cli/declare/examples';
import type * as programModule from '../../src/cli/program';
import { cliReference } from './cli-reference';

const PAGE = resolve('docs/cli.md');

async function main(): Promise<void> {
  // The built ones, which find their package beside them.
  const { createProgram } = (await import(resolve('dist/cli/program.js'))) as typeof programModule;
  const { examplesOf } = (await import(resolve('dist/cli/declare/examples.js'))) as typeof examplesModule;
  const markdown = cliReference(
    createProgram(() => undefined),
    examplesOf,
  );
  writeFileSync(PAGE, await format(markdown, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
