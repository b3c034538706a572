/** A project with a tap that has nothing to go on from, in front of many targets, and what the targets hold then. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Client } from 'pg';

export interface Person {
  readonly id: number;
  readonly name: string;
}

/** What becomes of a table: its rows are replaced, the new ones are merged in by their key, or are added. */
type Effect = 'replaced' | 'merged' | 'added';

interface TargetOfPeople {
  readonly kind: 'postgres' | 'jsonl' | 'duckdb';
  readonly effect: Effect;
  /** Without what says where the rows go: that is called as the target is. */
  readonly config: string;
}

export const TARGETS = {
  overwrite: { kind: 'postgres', effect: 'replaced', config: 'load_method: overwrite' },
  viewed: { kind: 'postgres', effect: 'replaced', config: 'load_method: overwrite' },
  upsert: { kind: 'postgres', effect: 'merged', config: 'load_method: upsert' },
  deleting: {
    kind: 'postgres',
    effect: 'replaced',
    config: 'load_method: upsert, add_record_metadata: true, hard_delete: true',
  },
  append: { kind: 'postgres', effect: 'added', config: 'load_method: append-only' },
  lines: { kind: 'jsonl', effect: 'replaced', config: 'load_method: overwrite' },
  added_lines: { kind: 'jsonl', effect: 'added', config: 'load_method: append-only' },
  duck: { kind: 'duckdb', effect: 'replaced', config: 'load_method: overwrite' },
  duck_upsert: { kind: 'duckdb', effect: 'merged', config: 'load_method: upsert' },
  duck_append: { kind: 'duckdb', effect: 'added', config: 'load_method: append-only' },
} as const satisfies Readonly<Record<string, TargetOfPeople>>;

export type Target = keyof typeof TARGETS;
export type Per<Value> = Readonly<Record<Target, Value>>;

export const NAMES = Object.keys(TARGETS) as readonly Target[];

export function each<Value>(make: (target: Target) => Value): Per<Value> {
  return Object.fromEntries(NAMES.map((target) => [target, make(target)])) as Per<Value>;
}

const PLACES: Readonly<Record<TargetOfPeople['kind'], (target: Target) => string>> = {
  postgres: (target) => `default_target_schema: ${target}`,
  jsonl: (target) => `destination_path: ${target}, do_timestamp_file: false`,
  duckdb: (target) => `filepath: ${target}.duckdb, default_target_schema: main`,
};

export const PROJECT = `version: 1
project_id: people
default_environment: dev
environments: [{name: dev}]
plugins:
  extractors:
    - {name: tap-people, namespace: tap_people, executable: ./bin/people, capabilities: [catalog, discover]}
  loaders:
    - {name: target-postgres, variant: meltanolabs, config: {sqlalchemy_url: $PG_URL}}
    - {name: target-jsonl}
    - {name: target-duckdb}
${NAMES.map((target) => {
  const { kind, config } = TARGETS[target];
  return `    - {name: target-${target}, inherit_from: target-${kind}, config: {${PLACES[kind](target)}, ${config}}}\n`;
}).join('')}`;

/** Reads \`people.json\`. Says states that nobody gives back to it, as many taps do. Stands still where the file \`stop\` says, until it is told how to go on. */
export const TAP = `#!${process.execPath}
const fs = require('fs');
const out = (message) => fs.writeSync(1, JSON.stringify(message) + '\\n');
const stand = () => {
  for (;;) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    if (fs.existsSync('go')) return;
    if (!fs.existsSync('fail')) continue;
    console.error('the source is gone');
    process.exit(1);
  }
};
const schema = { properties: { id: { type: 'integer' }, name: { type: 'string' } } };
if (process.argv.includes('--discover')) {
  out({ streams: [{ tap_stream_id: 'people', schema, key_properties: ['id'], replication_method: 'FULL_TABLE' }] });
} else {
  const stop = fs.existsSync('stop') ? Number(fs.readFileSync('stop', 'utf8')) : -1;
  out({ type: 'SCHEMA', stream: 'people', schema, key_properties: ['id'] });
  JSON.parse(fs.readFileSync('people.json', 'utf8')).forEach((record, index) => {
    if (index === stop) stand();
    out({ type: 'RECORD', stream: 'people', record });
    out({ type: 'STATE', value: { bookmarks: { people: { last: record.id + ' ' + record.name } } } });
  });
}
`;

function ordered(people: readonly Person[]): readonly Person[] {
  return [...people].sort((a, b) => a.id - b.id || (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/** What a run makes of a target that held `before`. */
export function loaded(target: Target, before: readonly Person[], people: readonly Person[]): readonly Person[] {
  switch (TARGETS[target].effect) {
    case 'replaced':
      return ordered(people);
    case 'merged':
      return ordered([...new Map([...before, ...people].map((person) => [person.id, person])).values()]);
    case 'added':
      return ordered([...before, ...people]);
  }
}

/** What a reader finds, in order. Throws when there is no table. */
export async function peopleIn(target: Target, folder: string, client: Client): Promise<readonly Person[]> {
  switch (TARGETS[target].kind) {
    case 'postgres':
      return ordered((await client.query<Person>(`select id::int, name from ${target}.people`)).rows);
    case 'jsonl':
      return ordered(linesOf(readFileSync(join(folder, target, 'people.jsonl'), 'utf8')));
    case 'duckdb':
      return ordered(await duckdbRows(join(folder, `${target}.duckdb`)));
  }
}

/** Every line has to be whole. */
function linesOf(text: string): readonly Person[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Person);
}

async function duckdbRows(path: string): Promise<readonly Person[]> {
  if (!existsSync(path)) throw new Error(`${path} is missing`);
  const instance = await openWhenFree(path);
  try {
    const connection = await instance.connect();
    const rows = (await connection.runAndReadAll('select id::integer as id, name from people')).getRowObjects();
    connection.closeSync();
    return rows.map(({ id, name }) => ({ id: Number(id), name: String(name) }));
  } finally {
    instance.closeSync();
  }
}

/** A worker has the file open while it loads a page. */
async function openWhenFree(path: string): Promise<DuckDBInstance> {
  for (;;) {
    try {
      return await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
    } catch (error) {
      if (!String(error).includes('lock')) throw error;
      await sleep(50);
    }
  }
}
