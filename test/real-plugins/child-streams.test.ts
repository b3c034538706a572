/**
 * A parent stream and its child of a tap by the Singer SDK, into our target-postgres and, by the real Meltano, into the one of MeltanoLabs. Meltemi
 * reads each stream by a process of its own, Meltano both by one. Rows and bookmarks must be equal, with one exception: a late member of a group that
 * has not changed is only found by Meltemi, unless the tap says that it looks for such ones.
 */
import type { ChildProcess } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PluginProject } from '../support/plugin-project';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { startTemporal, type TestTemporal } from '../support/temporal';
import { pythonTool } from '../support/tools';
import { readTable, runOn, startWorker, type Programs, type Side, type Table } from './one-side';

/** Environments of two plugins are made first, and a run of the real Meltano takes some ten seconds. */
jest.setTimeout(600_000);

interface Row {
  readonly id: number;
  readonly name: string;
  readonly updated_at: string;
}
interface Member extends Row {
  readonly group_id: number;
}
interface Source {
  readonly groups: readonly Row[];
  readonly members: readonly Member[];
}
/** A line of what the tap tells. */
interface Read {
  readonly selected: readonly string[];
  readonly stream: string;
  readonly context: unknown;
  readonly start: string | null;
}

const day = (date: string): string => `${date}T00:00:00Z`;
const group = (id: number, date: string): Row => ({ id, name: `group ${String(id)}`, updated_at: day(date) });
const member = (groupId: number, id: number, date: string, name = `member ${String(id)}`): Member => ({
  group_id: groupId,
  id,
  name,
  updated_at: day(date),
});

const partition = (groupId: number, reached?: string): object => ({
  context: { group_id: groupId },
  ...(reached === undefined ? {} : { replication_key: 'updated_at', replication_key_value: day(reached) }),
});
const ask = (groupId: number, since?: string): object => ({
  context: { group_id: groupId },
  start: since === undefined ? null : day(since),
});

/** Not in order of time; the last group has no members yet. */
const FIRST: Source = {
  groups: [group(1, '2024-01-02'), group(2, '2024-01-01'), group(3, '2024-01-03')],
  members: [member(1, 1, '2024-02-01'), member(1, 2, '2024-02-05'), member(2, 1, '2024-03-01')],
};
const FIRST_PARTITIONS = [partition(1, '2024-02-05'), partition(2, '2024-03-01'), partition(3)];
/** Those of the groups 3 and 4 are older than what other groups have reached: a bookmark of the whole stream would leave them out. */
const MORE_MEMBERS = [
  member(1, 1, '2024-02-06', 'another name'),
  member(1, 2, '2024-02-05'),
  member(1, 3, '2024-02-07'),
  member(2, 1, '2024-03-01'),
  member(3, 1, '2023-06-01'),
  member(4, 1, '2023-01-01'),
  member(4, 2, '2023-01-02'),
];
const secondPartitions = (ofSecondGroup: string): readonly object[] => [
  partition(1, '2024-02-07'),
  partition(2, ofSecondGroup),
  partition(3, '2023-06-01'),
  partition(4, '2023-01-02'),
];
const WITH_LATE_MEMBER = [...MORE_MEMBERS.slice(0, 4), member(2, 2, '2024-03-02'), ...MORE_MEMBERS.slice(4)];
/** The groups of all new members but the late one, that of the second group, have changed with them. */
const CHANGED = [group(1, '2024-04-01'), group(2, '2024-01-01'), group(3, '2024-04-02'), group(4, '2024-04-03')];
/** Old groups are as they were. */
const UNCHANGED = [...FIRST.groups, group(4, '2024-04-03')];

let postgres: TestPostgres;
let temporal: TestTemporal;
let project: PluginProject;
let programs: Programs;
let worker: ChildProcess;

beforeAll(async () => {
  postgres = await startPostgres();
  temporal = await startTemporal();
  project = new PluginProject();
  // pip builds in the folder itself.
  cpSync(resolve('test/fixtures/python/tap-groups'), join(project.folder, 'tap-groups'), { recursive: true });
  project.write('meltano.yml', projectFile());
  const meltano = join(await pythonTool(['meltano==4.4.1']), 'meltano');
  programs = { project, meltano, temporalAddress: temporal.address };
  await runOn('meltemi', programs, ['install', '--include-native']);
  worker = await startWorker(programs);
});

afterAll(async () => {
  worker.kill('SIGKILL');
  await temporal.stop();
  await postgres.stop();
  project.remove();
});

/** JSON, which is YAML. */
function projectFile(): string {
  const { host, port, user, password } = postgres;
  const tap = join(project.folder, 'tap-groups');
  const files = { source: join(project.folder, 'source.json'), log: join(project.folder, 'reads-${SIDE}') };
  const server = { host, port, user, password, database: 'postgres' };
  return JSON.stringify({
    version: 1,
    project_id: 'child-streams',
    send_anonymous_usage_stats: false,
    default_environment: 'dev',
    environments: [{ name: 'dev' }],
    plugins: {
      extractors: [
        {
          name: 'tap-groups',
          namespace: 'tap_groups',
          pip_url: tap,
          capabilities: ['about', 'catalog', 'discover', 'state'],
          config: files,
        },
        { name: 'tap-groups--all', inherit_from: 'tap-groups', config: { all_groups: true } },
        { name: 'tap-groups--together', inherit_from: 'tap-groups--all', parallel_programs: 1 },
      ],
      loaders: [
        {
          name: 'target-postgres',
          variant: 'meltanolabs',
          namespace: 'target_postgres',
          pip_url: 'meltanolabs-target-postgres==0.8.1',
          config: {
            ...server,
            add_record_metadata: false,
            activate_version: false,
            default_target_schema: '${SIDE}_changed',
          },
        },
        {
          name: 'target-postgres--all',
          inherit_from: 'target-postgres',
          config: { default_target_schema: '${SIDE}_all' },
        },
        {
          name: 'target-postgres--together',
          inherit_from: 'target-postgres',
          config: { default_target_schema: '${SIDE}_together' },
        },
      ],
    },
  });
}

interface Pipeline {
  readonly tap: string;
  readonly target: string;
  readonly schema: string;
}
const CHANGED_GROUPS: Pipeline = { tap: 'tap-groups', target: 'target-postgres', schema: 'changed' };
const ALL_GROUPS: Pipeline = { tap: 'tap-groups--all', target: 'target-postgres--all', schema: 'all' };
const TOGETHER: Pipeline = { tap: 'tap-groups--together', target: 'target-postgres--together', schema: 'together' };

interface Outcome {
  readonly groups: Table;
  readonly members: Table;
  /** What the next run begins with. */
  readonly bookmarks: Readonly<Record<string, unknown>>;
  readonly reads: readonly Read[];
}

async function runBoth(pipeline: Pipeline, source: Source): Promise<Readonly<Record<Side, Outcome>>> {
  project.write('source.json', JSON.stringify(source));
  // Nothing of the other side's state is where Meltemi would take it over.
  expect(project.has('.meltano/meltano.db')).toBe(false);
  const meltemi = await runOne('meltemi', pipeline);
  return { meltemi, meltano: await runOne('meltano', pipeline) };
}

async function runOne(side: Side, { tap, target, schema }: Pipeline): Promise<Outcome> {
  const log = `reads-${side}`;
  rmSync(join(project.folder, log), { force: true });
  await runOn(side, programs, ['run', tap, target]);
  const state = await runOn(side, programs, ['state', 'get', `dev:${tap}-to-${target}`]);
  const { singer_state: singer } = JSON.parse(state) as { singer_state: { bookmarks: Record<string, unknown> } };
  return {
    groups: await readTable(postgres.url, `${side}_${schema}`, 'groups'),
    members: await readTable(postgres.url, `${side}_${schema}`, 'members'),
    bookmarks: singer.bookmarks,
    reads: project
      .read(log)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Read),
  };
}

/** What members were asked for. */
function asked({ reads }: Outcome): readonly object[] {
  return reads.filter(({ stream }) => stream === 'members').map(({ context, start }) => ({ context, start }));
}

/** What the process that reads the groups for their own sake began with, as often as it read. */
function groupsSince({ reads }: Outcome): readonly (string | null)[] {
  const own = reads.filter(({ stream, selected }) => stream === 'groups' && selected.includes('groups'));
  return own.map(({ start }) => start);
}

/** Ours on purpose, as docs/targets/target-postgres.md says; in a pipe of programs our target keeps to the rules of the real one. */
const OUR_TYPES = { updated_at: 'timestamp with time zone' };

/** `theirs`: where Meltano's rows are others. `types`: where ours are. */
function expectTables(
  { meltemi, meltano }: Readonly<Record<Side, Outcome>>,
  ours: Source,
  theirs = ours,
  types: Readonly<Record<string, string>> = OUR_TYPES,
): void {
  for (const name of ['groups', 'members'] as const) {
    expect(meltemi[name].rows).toEqual(ours[name]);
    expect(meltano[name].rows).toEqual(theirs[name]);
    expect(meltemi[name].key).toEqual(meltano[name].key);
    expect(meltemi[name].columns).toEqual({ ...meltano[name].columns, ...types });
  }
  expect([meltemi.groups.key, meltemi.members.key]).toEqual([['id'], ['group_id', 'id']]);
}

test('members of groups that change with them are loaded as by Meltano, each group from its own bookmark', async () => {
  const first = await runBoth(CHANGED_GROUPS, FIRST);
  expectTables(first, FIRST);
  expect(first.meltemi.bookmarks).toEqual({
    groups: { replication_key: 'updated_at', replication_key_value: day('2024-01-03') },
    members: { partitions: FIRST_PARTITIONS },
  });
  expect(first.meltemi.bookmarks).toEqual(first.meltano.bookmarks);
  expect(asked(first.meltemi)).toEqual([ask(1), ask(2), ask(3)]);
  expect(groupsSince(first.meltemi)).toEqual([null]);

  const source = { groups: CHANGED, members: MORE_MEMBERS };
  const second = await runBoth(CHANGED_GROUPS, source);
  expectTables(second, source);
  expect(second.meltemi.bookmarks).toEqual({
    groups: { replication_key: 'updated_at', replication_key_value: day('2024-04-03') },
    members: { partitions: secondPartitions('2024-03-01') },
  });
  expect(second.meltemi.bookmarks).toEqual(second.meltano.bookmarks);
  expect(groupsSince(second.meltemi)).toEqual([day('2024-01-03')]);
  // The process that reads members knows nothing of how far the groups are: it asks for those of the second one, too.
  expect(asked(second.meltemi)).toEqual([ask(1, '2024-02-05'), ask(2, '2024-03-01'), ask(3), ask(4)]);
  expect(asked(second.meltano)).toEqual([ask(1, '2024-02-05'), ask(3), ask(4)]);

  // Meltano finds the late one when its group has changed.
  const late = { groups: CHANGED, members: WITH_LATE_MEMBER };
  expectTables(await runBoth(CHANGED_GROUPS, late), late, source);
});

test('members of groups that do not change with them are loaded as by Meltano, each group from its own bookmark', async () => {
  const first = await runBoth(ALL_GROUPS, FIRST);
  expectTables(first, FIRST);
  expect(first.meltemi.bookmarks['members']).toEqual({ partitions: FIRST_PARTITIONS });
  expect(first.meltemi.bookmarks['members']).toEqual(first.meltano.bookmarks['members']);
  expect(asked(first.meltemi)).toEqual([ask(1), ask(2), ask(3)]);

  const source = { groups: UNCHANGED, members: WITH_LATE_MEMBER };
  const second = await runBoth(ALL_GROUPS, source);
  expectTables(second, source);
  expect(second.meltemi.bookmarks['members']).toEqual({ partitions: secondPartitions('2024-03-02') });
  expect(second.meltemi.bookmarks['members']).toEqual(second.meltano.bookmarks['members']);
  expect(asked(second.meltemi)).toEqual([ask(1, '2024-02-05'), ask(2, '2024-03-01'), ask(3), ask(4)]);
  expect(asked(second.meltemi)).toEqual(asked(second.meltano));
});

test('read by one program, as by Meltano, a late group that is older than its bookmark is found with its members', async () => {
  const first = await runBoth(TOGETHER, FIRST);
  expectTables(first, FIRST, FIRST, {});
  expect(first.meltemi.bookmarks).toEqual(first.meltano.bookmarks);

  const source = {
    groups: [...FIRST.groups, group(5, '2023-01-01')],
    members: [...FIRST.members, member(5, 1, '2024-05-01')],
  };
  const second = await runBoth(TOGETHER, source);
  expectTables(second, source, source, {});
  expect(second.meltemi.bookmarks).toEqual(second.meltano.bookmarks);
  expect(second.meltemi.reads).toEqual(second.meltano.reads);
});
