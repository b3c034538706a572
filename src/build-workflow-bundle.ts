/**
 * The last step of `npm run build`: bundles the compiled workflows into `dist/workflow-bundle.js`, which workers load as it is, so
 * that a worker starts at once and every worker of a release runs the same workflow code. Skipped when nothing it is made of changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version as workerVersion } from '@temporalio/worker/package.json';

/** All that a workflow may import; the boundary rule `workflows-stay-deterministic` sees to it. */
const SOURCES = ['workflows', 'model'];

async function buildWorkflowBundle(distDir: string): Promise<void> {
  const bundleFile = join(distDir, 'workflow-bundle.js');
  const hashFile = join(distDir, 'workflow-bundle.sha256');
  const hash = hashOf(distDir);
  if (existsSync(bundleFile) && existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) return;

  // Loading it takes most of a second, which a build with nothing to do should not cost.
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(distDir, 'workflows', 'index.js'),
    // Below that it reports each webpack module; a problem is thrown, or warned of.
    logger: new DefaultLogger('WARN'),
  });
  replaceFile(bundleFile, code);
  replaceFile(hashFile, hash);
}

/** The bundle carries parts of the SDK, whose worker must be of the same version. */
function hashOf(distDir: string): string {
  const hash = createHash('sha256').update(workerVersion);
  for (const folder of SOURCES) {
    const files = readdirSync(join(distDir, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.js')).sort()) {
      hash.update(`\0${folder}/${file}\0`).update(readFileSync(join(distDir, folder, file)));
    }
  }
  return hash.digest('hex');
}

/** A worker that starts meanwhile sees the old file or the new one, never a half. */
function replaceFile(path: string, content: string): void {
  const temporary = `${path}.${String(process.pid)}`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

buildWorkflowBundle(__dirname).catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(
    `Bundling the workflows: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
});
