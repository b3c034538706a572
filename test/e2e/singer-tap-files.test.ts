/** `meltemi singer tap-csv` and `tap-jsonl`: files as Singer messages in a pipe, without a project. */
import type { JsonObject } from '../../src/model/json';
import { PluginProject } from '../support/plugin-project';

let folder: PluginProject;
beforeEach(
  () =>
    (folder = new PluginProject({
      'csv.json': JSON.stringify({
        files: [{ entity: 'rows', path: 'rows.csv', keys: ['id'] }],
        stream_maps: { rows: { secret: null } },
      }),
      'jsonl.json': JSON.stringify({ path: 'rows.jsonl', stream_name: 'events', primary_keys: ['id'] }),
      'target.json': JSON.stringify({ destination_path: 'out', do_timestamp_file: false }),
    })),
);
afterEach(() => folder.remove());

const messages = (stdout: string): readonly JsonObject[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);

test('a CSV file: its schema, its records through the stream maps, a state', async () => {
  folder.write('rows.csv', 'id,text,secret\n1,"a\nb",x\n2,,y\n');
  const { code, stdout, stderr } = await folder.run(['singer', 'tap-csv', '--config', 'csv.json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const found = messages(stdout);
  expect(found[0]).toMatchObject({ type: 'SCHEMA', stream: 'rows', key_properties: ['id'] });
  expect(found.slice(1, -1)).toMatchObject([
    { type: 'RECORD', stream: 'rows', record: { id: '1', text: 'a\nb' } },
    { type: 'RECORD', stream: 'rows', record: { id: '2', text: '' } },
  ]);
  expect(stdout).not.toContain('secret');
  expect(found.at(-1)).toMatchObject({ type: 'STATE' });
});

test('JSON lines into target-jsonl: no digit is lost on the way', async () => {
  folder.write('rows.jsonl', '{"id": 9223372036854775807, "n": 12345678901234567890.5}\n{"id": 2, "o": {"x": [1]}}\n');
  const { stdout } = await folder.run(['singer', 'tap-jsonl', '--config', 'jsonl.json']);
  const loaded = await folder.run(['singer', 'target-jsonl', '--config', 'target.json'], { stdin: stdout });
  expect(loaded.code).toBe(0);
  const [first, second] = folder.read('out/events.jsonl').split('\n');
  expect(first?.replaceAll(' ', '')).toContain('"id":9223372036854775807,"n":12345678901234567890.5');
  expect(JSON.parse(second ?? '')).toMatchObject({ id: 2, o: { x: [1] } });
});

test('a broken file is told with its place, without its values and without a trace', async () => {
  folder.write('rows.csv', 'id,text,secret\n1,a,b\nhunter2,c\n');
  const { code, stderr } = await folder.run(['singer', 'tap-csv', '--config', 'csv.json']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/`rows\.csv`, line 3: the record has 2 fields where the header has 3/);
  expect(stderr).not.toMatch(/hunter2|\n\s+at /);
});
