import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

/**
 * Histories that a released version wrote. A history that does not replay any more is a reason not to release, never one to record
 * it anew: runs like it may be under way at users. Add new ones with `MELTEMI_SAVE_HISTORIES=<folder> npx jest test/workflow`.
 */
const folder = join(__dirname, 'histories');
const codePath = resolve('dist/workflow-bundle.js');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

test('the built bundle is there', () => {
  expect(existsSync(codePath)).toBe(true);
});

test.each(names)('%s replays', async (name) => {
  await Worker.runReplayHistory({ workflowBundle: { codePath } }, read(name));
});

test('a history whose order of commands was changed does not replay', async () => {
  const name = names.find((each) => each.startsWith('happy-stream'));
  const history = read(name ?? '') as { events: { activityTaskScheduledEventAttributes?: { activityType: { name: string } } }[] };
  for (const event of history.events) {
    const type = event.activityTaskScheduledEventAttributes?.activityType;
    if (type?.name === 'loadBatch') type.name = 'extractPage';
  }
  await expect(Worker.runReplayHistory({ workflowBundle: { codePath } }, history)).rejects.toThrow();
});

test('no history holds a record or a setting', () => {
  for (const name of names) expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/password|secret/i);
});
