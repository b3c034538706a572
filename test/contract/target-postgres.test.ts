import { Client } from 'pg';
import { createPostgresTarget } from '../../src/targets/postgres/target';
import type { Target } from '../../src/targets/target';
import { createDatabase } from '../support/postgres';
import { describeTarget } from './target';
import { describeTargetInputs } from './target-inputs';
import type { Row, TargetUnderTest } from './target-bench';

async function make(): Promise<TargetUnderTest & { readonly url: string }> {
  const database = await createDatabase('target_contract');
  let hook: (name: string) => void = () => undefined;
  const targets: Target[] = [];
  const open = (faultPoint: (name: string) => void): Target => {
    const context = { pluginName: 'target-postgres', faultPoint, warn: () => undefined };
    const target = createPostgresTarget({ url: database.url }, context, { patience: { predecessorMs: 1_000 } });
    targets.push(target);
    return target;
  };
  return {
    url: database.url,
    target: open((name) => hook(name)),
    again: () => open(() => undefined),
    onFault: (given) => (hook = given),
    readRows: async (outputName) => readTable(database.url, outputName.split('-').at(-1) ?? ''),
    close: async () => {
      await Promise.all(targets.map((target) => target.close()));
      await database.drop();
    },
  };
}

async function readTable(url: string, table: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } });
  await client.connect();
  try {
    const exists = await client.query('select 1 where to_regclass($1) is not null', [`public."${table}"`]);
    if (exists.rows.length === 0) return [];
    return (await client.query<Row>(`select * from public."${table}"`)).rows;
  } finally {
    await client.end();
  }
}

describeTarget('postgres', make);
describeTargetInputs('postgres', async () => {
  const under = await make();
  const lengthOfNote = async (): Promise<number> => {
    const client = new Client({ connectionString: under.url });
    await client.connect();
    try {
      const found = await client.query<{ length: number }>('select length(note) from public.orders');
      return found.rows[0]?.length ?? 0;
    } finally {
      await client.end();
    }
  };
  return { under, inputs: { lengthOfNote } };
});
