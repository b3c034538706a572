/**
 * `npm run conformance [-- --json] [--set NAME] [--case TEXT]`: replays the recorded cases of the real Meltano and the real Singer
 * SDK. `CONFORMANCE_DIR` names another folder of the same form. The exit code is 0 only if no case failed; a listed exception
 * (`EXCEPTIONS.md`) that passes after all counts as failed, so that the list stays true.
 */
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { readExceptions } from './replay/exceptions';
import { findSets } from './replay/sets';
import { printSet, setLine, summarize, type SetResult } from './replay/report';
import { closeRunners, runSet } from './replay/run-set';

const HERE = resolve('test/conformance');

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, set: { type: 'string' }, case: { type: 'string' } },
});

async function main(): Promise<number> {
  const root = resolve(process.env['CONFORMANCE_DIR'] ?? HERE);
  const sets = findSets(root).filter((set) => values.set === undefined || set.name === values.set);
  if (sets.length === 0)
    throw new Error(`${root} holds no set ${values.set ?? ''}; a set is a folder of meltano/ or a file of singer/`);
  const exceptions = readExceptions(resolve(HERE, 'EXCEPTIONS.md'));
  const results: SetResult[] = [];
  for (const set of sets) {
    const result = summarize(set.name, await runSet(root, set, values.case ?? ''), exceptions);
    results.push(result);
    if (values.json) console.log(setLine(result));
    else printSet(result);
  }
  await closeRunners();
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  if (!values.json) {
    const passed = results.reduce((sum, result) => sum + result.passed, 0);
    const excepted = results.reduce((sum, result) => sum + result.excepted, 0);
    console.log(`\n${passed} passed, ${failed} failed, ${excepted} excepted`);
  }
  return failed === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
