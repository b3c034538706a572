/** Pipes of real programs: what passes through, who is blamed, and how they are ended. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rejection } from '../../support/rejection';
import { removeProjectFolders } from '../project/project-folder';
import { PROGRAMS, TEXT, Trial } from './pipe-trial';

afterAll(removeProjectFolders);

const TO_END = 'process.stdin.resume();';

test('records pass from tap to target, and each state that the target prints is told', async () => {
  const trial = new Trial();
  await trial.run();
  const rows = [0, 1, 2].map((id) => ({ id, text: 'a' }));
  expect(trial.out).toEqual({ schema: 'tap-x', rows });
  expect(trial.states).toEqual([{ id: 3 }]);
  expect(trial.streams).toEqual([{ stream: 'clicks', extractedRows: 3, rows: 3, bytes: expect.any(Number) as number }]);
  expect(trial.lines).toContain('tap-x: token ****');
  expect(trial.left).toEqual([]);
});

test('mappers stand between them in order, each with its own configuration', async () => {
  const trial = new Trial();
  await trial.run({ mappings: ['shout', 'ask'] });
  expect(trial.out).toMatchObject({ rows: [{ text: 'a!?' }, { text: 'a!?' }, { text: 'a!?' }] });
});

test('the tap is given the state, with its large numbers as they were', async () => {
  const big = '12345678901234567890';
  const tap = `console.log(JSON.stringify({ type: 'STATE', value: 1 }).replace('1', require('fs').readFileSync(process.argv[process.argv.indexOf('--state') + 1], 'utf8').replace(/\\s/g, '')))`;
  const target = `process.stdin.on('data', (text) => console.log(/"value":(.*)}/.exec(text)[1]));`;
  const trial = new Trial({ tap, target });
  await trial.run({ state: { id: { $number: big } } });
  expect(trial.states).toEqual([{ id: { $number: big } }]);
});

test.each([
  ['not json', 'no JSON'],
  ['{}', 'empty'],
  ['[1]', 'no mapping'],
])('a state line %s (%s) changes nothing and is told', async (line) => {
  const trial = new Trial({ target: `console.log(${JSON.stringify(line)}); ${TO_END}` });
  await trial.run();
  expect(trial.states).toEqual([]);
  expect(trial.lines).toContain('target-y: Received state is invalid, incremental state has not been updated');
});

test('the tap is given config, catalog and state in the order in which Meltano gives them', async () => {
  const tap = `const fs = require('fs');
    if (process.argv.includes('--discover')) console.log('{"streams":[{"tap_stream_id":"s","schema":{},"metadata":[]}]}');
    else fs.writeFileSync('flags.json', JSON.stringify(process.argv.filter((word) => word.startsWith('--'))));`;
  const capabilities = TEXT.replace('capabilities: [state]', 'capabilities: [state, catalog, discover]');
  const trial = new Trial({ tap }, capabilities);
  await trial.run({ state: { id: 1 } });
  const flags: unknown = JSON.parse(readFileSync(join(trial.root, 'flags.json'), 'utf8'));
  expect(flags).toEqual(['--config', '--catalog', '--state']);
});

describe('who is blamed', () => {
  test('a tap that fails: what it gave is loaded, and its state is told', async () => {
    const trial = new Trial({ tap: `${PROGRAMS.tap}\nconsole.error('no such host'); process.exitCode = 3;` });
    const error = await rejection(trial.run());
    expect(error).toMatchObject({ code: 'PluginFailed', recovery: 'never' });
    expect(String(error)).toContain('Extractor failed: `tap-x` ended with exit code 3. Its last lines:');
    expect(String(error)).toContain('no such host');
    expect(String(error)).not.toContain('s3cr3t');
    expect(trial.states).toEqual([{ id: 3 }]);
    expect(trial.out).toMatchObject({ rows: [{ id: 0 }, { id: 1 }, { id: 2 }] });
  });

  test('a target that ends first: the tap is ended, and not blamed', async () => {
    const endless = `const more = () => { while (process.stdout.write('{"type":"RECORD","stream":"s","record":{}}\\n')); process.stdout.once('drain', more); }; more();`;
    const trial = new Trial({ tap: endless, target: 'process.stdin.once("data", () => process.exit(4));' });
    expect(String(await rejection(trial.run()))).toContain(
      'Loader failed: `target-y` ended with exit code 4 before it had read everything.',
    );
  });

  test('a target that reads no more is a failure even with exit code 0', async () => {
    const tap = `setInterval(() => console.log('{"type":"RECORD","stream":"s","record":{}}'), 20);`;
    const trial = new Trial({ tap, target: 'process.stdin.once("data", () => process.exit(0));' });
    expect(String(await rejection(trial.run()))).toContain('Loader failed');
  });

  test('both', async () => {
    const trial = new Trial({ tap: 'process.exitCode = 3', target: `${TO_END} process.exitCode = 4;` });
    expect(String(await rejection(trial.run()))).toContain('Extractor and loader failed');
  });

  describe('a killed program is the cause, whatever became of the others, and is tried again', () => {
    const killed = { code: 'PluginKilled', recovery: 'retry' };
    const TO_ITSELF = `process.kill(process.pid, 'SIGKILL');`;

    test('a tap in the midst of a line, which the target cannot read', async () => {
      const half = `require('fs').writeSync(1, '{"type":"RECORD","stream":"cli'); ${TO_ITSELF}`;
      const error = await rejection(new Trial({ tap: half }).run());
      expect(error).toMatchObject(killed);
      expect(String(error)).toContain('`tap-x` ended with signal SIGKILL (often: out of memory)');
      expect(String(error)).toContain('`target-y` ended with exit code 1');
    });

    test('a target', async () => {
      const endless = `const more = () => { while (process.stdout.write('{"type":"RECORD","stream":"s","record":{}}\\n')); process.stdout.once('drain', more); }; more();`;
      const trial = new Trial({ tap: endless, target: `process.stdin.once('data', () => { ${TO_ITSELF} });` });
      expect(await rejection(trial.run())).toMatchObject(killed);
    });

    test('a mapper', async () => {
      const trial = new Trial({ mapper: `process.stdin.once('data', () => { ${TO_ITSELF} });` });
      expect(await rejection(trial.run({ mappings: ['shout'] }))).toMatchObject(killed);
    });

    test('one behind a shell that tells of it', async () => {
      expect(await rejection(new Trial({ tap: 'process.exitCode = 137;' }).run())).toMatchObject(killed);
    });
  });

  test('a mapper', async () => {
    const trial = new Trial({ mapper: `${PROGRAMS.mapper}\nprocess.exitCode = 5;` });
    expect(String(await rejection(trial.run({ mappings: ['shout'] })))).toContain('Mappers failed: `map-x` ended');
  });
});

test('a program that is not there: nothing is left running', async () => {
  const trial = new Trial({}, TEXT.replace('./bin/tap', './bin/nope'));
  expect(await rejection(trial.run())).toMatchObject({ code: 'PluginMissing' });
  expect(trial.left).toEqual([]);
});

const SLOW = `
  console.log('{"type":"RECORD","stream":"s","record":{"id":1}}');
  console.log('{"type":"STATE","value":{"id":1}}');
  setInterval(() => undefined, 1000);`;

test('a stop ends the tap, and the target loads what there is', async () => {
  const trial = new Trial({ tap: SLOW });
  const running = trial.run();
  while (trial.states.length === 0) await sleep(20);
  trial.stop.abort();
  await running;
  expect(trial.out).toMatchObject({ rows: [{ id: 1 }] });
});

test('a kill ends all of them at once', async () => {
  const trial = new Trial({ tap: SLOW, target: `process.on('SIGTERM', () => undefined); ${PROGRAMS.target}` });
  const running = trial.run();
  while (trial.states.length === 0) await sleep(20);
  trial.kill.abort();
  await running;
  expect(existsSync(join(trial.root, 'out.json'))).toBe(false);
});

test('a slow target holds up the tap', async () => {
  const tap = `
    let sent = 0;
    const line = JSON.stringify({ type: 'RECORD', stream: 's', record: { text: 'x'.repeat(10_000) } }) + '\\n';
    const more = () => { while (process.stdout.write(line)) sent++; process.stdout.once('drain', more); };
    more();
    setInterval(() => require('fs').writeFileSync('sent', String(sent)), 50);`;
  const trial = new Trial({ tap, target: 'setInterval(() => undefined, 1000);' });
  const running = trial.run();
  while (!existsSync(join(trial.root, 'sent'))) await sleep(20);
  await sleep(300);
  // Pipes and buffers hold some hundred kilobytes.
  expect(Number(readFileSync(join(trial.root, 'sent'), 'utf8'))).toBeLessThan(200);
  trial.kill.abort();
  await running;
});

describe('streams side by side', () => {
  const PARALLEL = TEXT.replace('capabilities: [state]', 'capabilities: [state, catalog, discover]').replace(
    'executable: ./bin/target',
    'executable: ./bin/target\n      parallel_programs: 2',
  );
  /** Prints a record of each stream that is selected, and the state it was given with the stream's own bookmark moved. */
  const tapThatFailsAt = (stream: string) => `
    const fs = require('fs');
    const file = (name) => JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf(name) + 1], 'utf8'));
    const names = ['a', 'b', 'c', 'left'];
    const all = names.map((tap_stream_id) => ({ tap_stream_id, schema: {}, metadata: [
      { breadcrumb: [], metadata: { 'selected-by-default': tap_stream_id !== 'left' } }] }));
    if (process.argv.includes('--discover')) console.log(JSON.stringify({ streams: all }));
    else {
      const value = process.argv.includes('--state') ? file('--state') : { bookmarks: {} };
      const read = file('--catalog').streams.filter(({ metadata }) => metadata[0].metadata.selected !== false && metadata[0].metadata['selected-by-default']);
      for (const { tap_stream_id } of read) {
        console.log(JSON.stringify({ type: 'RECORD', stream: tap_stream_id, record: { pid: process.pid } }));
        if (tap_stream_id === '${stream}') process.exit(3);
        value.bookmarks[tap_stream_id] = { at: (value.bookmarks[tap_stream_id]?.at ?? 0) + 1 };
      }
      console.log(JSON.stringify({ type: 'STATE', value }));
    }`;
  const target = `
    const lines = require('fs').readFileSync(0, 'utf8').trim().split('\\n').map(JSON.parse);
    for (const { type, stream, record, value } of lines) {
      if (type === 'RECORD') require('fs').appendFileSync('out.jsonl', JSON.stringify({ stream, tap: record.pid, target: process.pid }) + '\\n');
      else console.log(JSON.stringify(value));
    }`;

  const loaded = (trial: Trial) =>
    readFileSync(join(trial.root, 'out.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly stream: string; readonly tap: number; readonly target: number });

  test('each stream goes through one pair of programs, and the last state has them all', async () => {
    const trial = new Trial({ tap: tapThatFailsAt('none'), target }, PARALLEL);
    await trial.run({ state: { bookmarks: { a: { at: 5 }, other: { at: 1 } } } });
    const rows = loaded(trial);
    expect(rows.map(({ stream }) => stream).sort()).toEqual(['a', 'b', 'c']);
    expect(new Set(rows.map((row) => row.tap)).size).toBe(2);
    expect(new Set(rows.map((row) => row.target)).size).toBe(2);
    expect(trial.states).toHaveLength(2);
    expect(trial.states[1]).toEqual({ bookmarks: { a: { at: 6 }, b: { at: 1 }, c: { at: 1 }, other: { at: 1 } } });
    expect([...trial.streams].map(({ stream, rows }) => [stream, rows]).sort()).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
    expect(trial.left).toEqual([]);
  });

  test('one that fails ends the run, and what the others have loaded counts', async () => {
    const trial = new Trial({ tap: tapThatFailsAt('b'), target }, PARALLEL);
    expect(String(await rejection(trial.run()))).toContain('Extractor failed: `tap-x` ended with exit code 3');
    expect(loaded(trial).map(({ stream }) => stream)).toEqual(expect.arrayContaining(['a', 'c']));
    expect(trial.states.at(-1)).toMatchObject({ bookmarks: { a: { at: 1 }, c: { at: 1 } } });
  });
});
