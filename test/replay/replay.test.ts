import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { readHistory } from '../support/histories';

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

const read = (name: string) => readHistory(join(folder, name));

/** The id matters: children are named after it. */
function replay(history: ReturnType<typeof read>): Promise<void> {
  const workflowId = history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? undefined;
  return Worker.runReplayHistory({ workflowBundle: { codePath } }, history, workflowId);
}

test('the built bundle is there', () => {
  expect(existsSync(codePath)).toBe(true);
});

test.each(names)('%s replays', async (name) => {
  await replay(read(name));
});

test('a history whose order of commands was changed does not replay', async () => {
  const name = names.find((each) => each.startsWith('happy-stream'));
  const history = read(name ?? '');
  for (const event of history.events) {
    const type = event.activityTaskScheduledEventAttributes?.activityType;
    if (type?.name === 'loadBatch') type.name = 'extractPage';
  }
  await expect(replay(history)).rejects.toThrow(/determinis/i);
});

test('no history holds a record or a setting', () => {
  for (const name of names) expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/password|secret/i);
});
