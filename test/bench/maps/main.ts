/**
 * `npm run bench:maps -- [--rows 500000] [--reps 3]`: the sample map over the same records, by the real mapper (a Singer filter), by
 * the product's Singer filter, and by the product's map threads over pages, which is what a run does. The three take turns. What a
 * filter takes for no records is taken off its time, for both alike: runs are long, starts are not what is compared.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ThreadPageMapper } from '../../../src/activities/thread-page-mapper';
import type { PageRef } from '../../../src/model/page-ref';
import { RowSplitter } from '../../../src/pages/encoding/row-splitter';
import { FilePageStore } from '../../../src/pages/store/file-page-store';
import { pythonEnvironment } from '../../support/python-environment';
import { SAMPLE_MAP, SCHEMA, STREAM, writeMessages, writePageLines } from './sample';

const REAL_MAPPER = ['meltano-map-transform==0.12.3', 'singer-sdk==0.54.9'];
/** What the product promises over the real mapper. */
const PROMISED_RATIO = 30;
/** The size at which a run's pages are cut. */
const PAGE_BYTES = 16 * 1024 * 1024;

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '500000' }, reps: { type: 'string', default: '3' } },
});
const rows = Number(values.rows);
const reps = Number(values.reps);
const folder = mkdtempSync(join(tmpdir(), 'meltemi-bench-maps-'));
const at = (name: string): string => join(folder, name);

async function main(): Promise<number> {
  const real = join(pythonEnvironment(REAL_MAPPER, console.log), 'meltano-map-transform');
  writeFileSync(at('map.json'), JSON.stringify(SAMPLE_MAP));
  writeMessages(at('records.jsonl'), rows);
  writeMessages(at('none.jsonl'), 0);
  writePageLines(at('page.txt'), rows);
  const product = [process.execPath, resolve('dist/cli/main.js'), 'singer', 'meltano-map-transformer'];
  const threads = new ThreadPageMapper({ script: resolve('dist/map-thread.js'), directory: at('store') });
  const pages = await storePages();
  await mapPages(threads, pages, -1);
  const seconds = { real: [] as number[], filter: [] as number[], pages: [] as number[] };
  for (let round = 0; round < reps; round++) {
    seconds.real.push(runFilter([real]));
    seconds.filter.push(runFilter(product));
    seconds.pages.push(await mapPages(threads, pages, round));
  }
  await threads.close();
  return report(seconds);
}

/** Seconds for the records alone. */
function runFilter(command: readonly string[]): number {
  return timed(command, 'records.jsonl') - timed(command, 'none.jsonl');
}

function timed([program = '', ...args]: readonly string[], input: string): number {
  const [from, into] = [openSync(at(input), 'r'), openSync(at('out.jsonl'), 'w')];
  const started = performance.now();
  const { status } = spawnSync(program, [...args, '--config', at('map.json')], { stdio: [from, into, 'ignore'] });
  const seconds = (performance.now() - started) / 1000;
  closeSync(from);
  closeSync(into);
  if (status !== 0) throw new Error(`${program} ended with ${String(status)}`);
  return seconds;
}

async function storePages(): Promise<readonly PageRef[]> {
  const store = await FilePageStore.open({ directory: at('store') });
  const pages: PageRef[] = [];
  const splitter = new RowSplitter();
  const create = () =>
    store.create({ ...RUN, stream: STREAM, seq: pages.length, attempt: 'extract.1' }, 'text', SCHEMA);
  let writer = await create();
  for await (const chunk of createReadStream(at('page.txt'), { highWaterMark: 256 * 1024 })) {
    for (const lines of splitter.push(chunk as Buffer)) {
      await writer.write(lines, lines.filter((byte) => byte === 10).length);
      if (writer.bytes < PAGE_BYTES) continue;
      pages.push(await writer.commit());
      writer = await create();
    }
  }
  if (writer.rows > 0) pages.push(await writer.commit());
  else await writer.abort();
  return pages;
}

const RUN = { project: 'bench', stateId: 'maps', runId: 'run' } as const;

/** Seconds from the first page to the last, as the activity `mapRecords` asks for them: two at a time. */
async function mapPages(threads: ThreadPageMapper, pages: readonly PageRef[], round: number): Promise<number> {
  const started = performance.now();
  const signal = new AbortController().signal;
  await Promise.all(
    pages.map((page, seq) =>
      threads.mapPage(
        {
          steps: [{ owner: 'sample', config: SAMPLE_MAP }],
          stream: { name: STREAM, schema: SCHEMA },
          output: 'clean_orders',
          page,
          into: { ...RUN, stream: `${STREAM}>clean_orders`, seq, attempt: `map.${round + 2}` },
        },
        signal,
      ),
    ),
  );
  return (performance.now() - started) / 1000;
}

function report(seconds: Readonly<Record<'real' | 'filter' | 'pages', readonly number[]>>): number {
  const perSecond = (list: readonly number[]): number => rows / median(list);
  const real = perSecond(seconds.real);
  const line = (name: string, list: readonly number[]): string => {
    const rate = Math.round(perSecond(list)).toLocaleString('en').padStart(12);
    return `${name.padEnd(34)} ${rate} rows/s ${(perSecond(list) / real).toFixed(1).padStart(6)} x`;
  };
  console.log(`\nThe sample map over ${rows.toLocaleString('en')} records, medians of ${reps} rounds:`);
  console.log(line('real mapper (Singer filter)', seconds.real));
  console.log(line('meltemi singer (Singer filter)', seconds.filter));
  console.log(line('map threads over pages, as in a run', seconds.pages));
  const ratio = perSecond(seconds.pages) / real;
  console.log(ratio >= PROMISED_RATIO ? 'ok' : `below the promised ${PROMISED_RATIO} x`);
  return ratio >= PROMISED_RATIO ? 0 : 1;
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;
}

main()
  .finally(() => rmSync(folder, { recursive: true, force: true }))
  .then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
