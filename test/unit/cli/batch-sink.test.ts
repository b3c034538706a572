/** States of a target that is called as a Singer program: none is printed before what came in front of it is loaded. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runPipe } from '../../../src/cli/singer/target/run-pipe';
import { StateKeeper } from '../../../src/cli/singer/target/state-keeper';
import { createJsonlTarget } from '../../../src/targets/jsonl/target';

const plugin = { pluginName: 'target-x', faultPoint: () => undefined, warn: () => undefined };
const schema = (properties: object): object => ({
  type: 'SCHEMA',
  stream: 'a',
  schema: { properties },
  key_properties: [],
});
const record = (value: object): object => ({ type: 'RECORD', stream: 'a', record: value });

describe('a target without rules of its own', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'meltemi-batch-sink-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function run(messages: readonly object[]): Promise<readonly unknown[]> {
    const printed: unknown[] = [];
    const settings = { destination_path: folder, do_timestamp_file: false };
    const target = createJsonlTarget(settings, plugin);
    await runPipe(
      { kind: 'batches', target, rules: null, mapSettings: {} },
      {
        pluginName: 'target-x',
        settings,
        input: Readable.from(messages.map((message) => Buffer.from(`${JSON.stringify(message)}\n`))),
        output: { printState: async (value) => void printed.push(value), warn: () => undefined },
        signal: new AbortController().signal,
      },
    );
    return printed;
  }

  const lines = (): readonly unknown[] =>
    readFileSync(join(folder, 'a.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);

  test('takes batches of pages, a schema that changes on the way too, and prints the last state at the end', async () => {
    const many = Array.from({ length: 25_000 }, (_, id) => record({ id }));
    const printed = await run([
      schema({ id: { type: 'integer' } }),
      ...many,
      { type: 'STATE', value: { n: 1 } },
      schema({ id: { type: 'integer' }, note: { type: 'string' } }),
      record({ id: -1, note: 'x' }),
      { type: 'STATE', value: { n: 2 } },
    ]);
    expect(printed).toEqual([{ n: 2 }]);
    expect(lines()).toHaveLength(25_001);
    expect(lines()[24_999]).toEqual({ id: 24_999 });
    expect(lines()[25_000]).toEqual({ id: -1, note: 'x' });
  });

  test('prints no state when a record cannot be loaded', async () => {
    const messages = [schema({ id: { type: 'integer' } }), { type: 'STATE', value: 1 }, record({ id: 'x' })];
    await expect(run(messages)).rejects.toMatchObject({ code: 'RecordInvalid' });
  });

  test('a key that is no property is told', async () => {
    const wrong = { ...schema({ id: { type: 'integer' } }), key_properties: ['nope'] };
    await expect(run([wrong])).rejects.toThrow('`nope`');
  });
});

describe('the state that may be printed', () => {
  test('is the last one once all is loaded', () => {
    const states = new StateKeeper();
    expect(states.printable).toBeNull();
    states.take({ n: 1 }, true);
    expect(states.printable).toBeNull();
    states.allLoaded();
    expect(states.printable).toEqual({ n: 1 });
  });

  test('moves the bookmark of the stream that is loaded, and leaves those of others', () => {
    const states = new StateKeeper();
    states.take({ bookmarks: { a: 1, b: 1 } }, false);
    states.take({ bookmarks: { a: 2, b: 2 }, currently_syncing: 'a' }, true);
    states.streamLoaded('a');
    expect(states.printable).toEqual({ bookmarks: { a: 2, b: 1 } });
    states.streamLoaded('c');
    expect(states.printable).toEqual({ bookmarks: { a: 2, b: 1 } });
  });
});
