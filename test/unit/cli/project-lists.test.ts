import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  environmentAddCommand,
  environmentListCommand,
  environmentRemoveCommand,
} from '../../../src/cli/commands/environments';
import { jobAddCommand, jobListCommand, jobRemoveCommand, jobSetCommand } from '../../../src/cli/commands/jobs';
import { scheduleListCommand } from '../../../src/cli/commands/schedule-list';
import { scheduleAddCommand, scheduleRemoveCommand, scheduleSetCommand } from '../../../src/cli/commands/schedules';
import { removeProjectFolders } from '../project/project-folder';
import { contextIn } from './project-context';

afterEach(removeProjectFolders);

const MAIN = `version: 1 # ours
plugins:
  extractors:
  - {name: tap-x, namespace: tap_x}
  loaders:
  - {name: target-y, namespace: target_y}
`;
const files = { 'meltano.yml': MAIN };
const textOf = (root: string): string => readFileSync(join(root, 'meltano.yml'), 'utf8');

test('a job is added, changed, listed and removed', async () => {
  const { context, root, out } = contextIn(files);
  await jobAddCommand(context, 'j', { tasks: 'tap-x target-y' });
  expect(textOf(root)).toBe(`${MAIN}jobs:\n- name: j\n  tasks:\n  - tap-x target-y\n`);
  await jobSetCommand(context, 'j', { tasks: '[[tap-x target-y]]' });
  await jobListCommand(context, undefined, { format: 'json' });
  await jobRemoveCommand(context, 'j');
  expect(out()).toBe(
    [
      "Added job j: ['tap-x target-y']",
      "Updated job j: [['tap-x target-y']]",
      JSON.stringify({ jobs: [{ job_name: 'j', tasks: [['tap-x target-y']] }] }, null, 2),
      "Removed job 'j'.",
      '',
    ].join('\n'),
  );
  expect(textOf(root)).toBe(MAIN);
});

test.each([
  ['tap-x target-z', 'There is no job, plugin or mapping `target-z`. Did you mean `target-y`?'],
  ['tap-x', 'has no target behind it'],
  ['{a: b}', "Job 'j' has invalid tasks"],
  ['[a: b]', "Job 'j' has invalid tasks"],
  ['[', '--tasks:1:2: The YAML cannot be read'],
])('tasks %j are refused, and nothing is written', async (tasks, message) => {
  const { context, root } = contextIn(files);
  await expect(jobAddCommand(context, 'j', { tasks })).rejects.toThrow(message);
  expect(textOf(root)).toBe(MAIN);
});

test('a schedule is added once, changed and removed', async () => {
  const { context, root, out } = contextIn({ 'meltano.yml': `${MAIN}jobs: [{name: j, tasks: [tap-x target-y]}]\n` });
  await scheduleAddCommand(context, 's', { job: 'j', interval: '@daily' });
  await scheduleAddCommand(context, 's', { job: 'j', interval: '@hourly' });
  await scheduleSetCommand(context, 's', { interval: '0 5 * * MON-FRI' });
  await scheduleListCommand(context, { format: 'text' });
  expect(out()).toBe(
    "Scheduled job 's' at @daily\nSchedule 's' already exists.\nUpdated schedule 's'\n[0 5 * * MON-FRI] job s: j → ['tap-x target-y']\n",
  );
  expect(textOf(root)).toContain("schedules:\n- name: s\n  interval: '0 5 * * MON-FRI'\n  job: j\n");
  await scheduleRemoveCommand(context, 's');
  expect(textOf(root)).not.toContain('schedules');
});

test.each([
  ['nonsense', 'has one field'],
  ['61 * * * *', '`61` as minute, which is not between 0 and 59'],
  ['0 0 5 * * *', 'has 6 fields'],
  ['@dayly', 'Did you mean `@daily`?'],
])('the interval %j is refused', async (interval, message) => {
  await expect(scheduleAddCommand(contextIn(files).context, 's', { job: 'j', interval })).rejects.toThrow(message);
});

test('a schedule of an unknown job makes the list fail, and says what to do', async () => {
  const { context } = contextIn({ 'meltano.yml': `${MAIN}schedules: [{name: s, interval: '@daily', job: nope}]\n` });
  await expect(scheduleListCommand(context, { format: 'json' })).rejects.toThrow(
    /Job 'nope' was not found.*schedule remove s/,
  );
});

test('environments are added, listed and removed', async () => {
  const { context, root, out } = contextIn(files);
  await environmentAddCommand(context, 'dev');
  await environmentAddCommand(context, 'prod');
  await environmentListCommand(context);
  await environmentRemoveCommand(context, 'dev');
  expect(out()).toBe(
    "Created new environment 'dev'\nCreated new environment 'prod'\ndev\nprod\nRemoved environment 'dev'\n",
  );
  expect(textOf(root)).toBe(`${MAIN}environments:\n- name: prod\n`);
  await expect(environmentAddCommand(context, 'prod')).rejects.toThrow('already exists');
  await expect(environmentAddCommand(context, 'a:b')).rejects.toThrow('separates the parts of state ids');
});

test('a read-only project is not written', async () => {
  const { context, root } = contextIn(files, { MELTANO_PROJECT_READONLY: '1' });
  await expect(jobAddCommand(context, 'j', { tasks: 'tap-x target-y' })).rejects.toThrow('The project is read-only');
  expect(textOf(root)).toBe(MAIN);
});
