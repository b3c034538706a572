/** A little Singer program as a tap of a project of its own, and what reading it gives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redactor } from '../../../src/model/redactor';
import type { PageLimits } from '../../../src/model/page-ref';
import type { Position } from '../../../src/model/position';
import type { PageWriter } from '../../../src/pages/page-store';
import { openTapProgram } from '../../../src/processes/open-tap-program';
import { silenceLimitsFrom, type SilenceLimits } from '../../../src/processes/silence';
import { openProjectSource } from '../../../src/project/project-source';
import { programTap } from '../../../src/taps/registry';
import type { SelectedStream, Tap } from '../../../src/taps/tap';
import { writeProgram } from '../processes/programs';
import { projectFolder } from '../project/project-folder';

const open: Tap[] = [];

/** After each test: ends the programs. */
export async function closeTaps(): Promise<void> {
  for (const tap of open.splice(0)) await tap.close();
}

const PLAIN = [{ breadcrumb: [], metadata: { inclusion: 'available' } }];
const CATALOG = {
  streams: [
    {
      tap_stream_id: 'clicks',
      stream: 'clicks',
      key_properties: ['id'],
      replication_method: 'INCREMENTAL',
      replication_key: 'id',
      schema: {
        properties: { id: { type: 'integer' }, amount: { type: 'number' }, extra: {}, secret: { type: 'string' } },
      },
      metadata: [
        { breadcrumb: [], metadata: { inclusion: 'available' } },
        { breadcrumb: ['properties', 'id'], metadata: { inclusion: 'automatic' } },
        ...['amount', 'extra', 'secret'].map((name) => ({
          breadcrumb: ['properties', name],
          metadata: { inclusion: 'available' },
        })),
      ],
    },
    {
      tap_stream_id: 'users',
      schema: { properties: { name: { type: 'string' } } },
      replication_method: 'FULL_TABLE',
      metadata: PLAIN,
    },
    { tap_stream_id: 'unwanted', schema: { properties: { name: { type: 'string' } } }, metadata: PLAIN },
  ],
};
const TEXT = `
plugins:
  extractors:
    - name: tap-x
      namespace: tap_x
      executable: ./bin/tap
      capabilities: [catalog, discover, state]
      select: [clicks.*, '!clicks.secret', users.*]
`;
/** Six clicks, a state after each second one; and three users without a state. */
const BODY = `
const fs = require('fs');
const given = (flag) => process.argv.includes(flag) ? JSON.parse(fs.readFileSync(process.argv[process.argv.indexOf(flag) + 1], 'utf8')) : null;
if (process.argv.includes('--discover')) {
  fs.appendFileSync('discoveries', 'x');
  console.log(fs.readFileSync('catalog.json', 'utf8'));
} else {
  const streams = given('--catalog').streams.filter((stream) => stream.selected).map((stream) => stream.tap_stream_id);
  fs.writeFileSync('given.json', JSON.stringify({ streams, state: given('--state') }));
  const last = given('--state')?.bookmarks?.clicks?.replication_key_value ?? 0;
  const out = (message) => process.stdout.write((typeof message === 'string' ? message : JSON.stringify(message)) + '\\n');
  if (streams.includes('clicks')) {
    out({ type: 'SCHEMA', stream: 'clicks', schema: { properties: { id: {}, amount: {}, extra: {} } }, key_properties: ['id'] });
    for (let id = last + 1; id <= 6; id++) {
      out('{"type":"RECORD","stream":"clicks","record":{"id":' + id + ',"amount":12345678901234567.10,"extra":{"n":1.0}}}');
      out({ type: 'RECORD', stream: 'others', record: {} });
      if (id % 2 === 0) out({ type: 'STATE', value: { bookmarks: { clicks: { replication_key: 'id', replication_key_value: id, more: [id] } } } });
    }
  }
  if (streams.includes('users')) for (const name of ['a', 'b', 'c']) out({ type: 'RECORD', stream: 'users', record: { name } });
  TAIL
}
`;

export async function tapOf(
  tail = '',
  folder?: string,
  silence: SilenceLimits = silenceLimitsFrom({}),
): Promise<{ readonly tap: Tap; readonly root: string }> {
  const root = folder ?? projectFolder({ 'meltano.yml': TEXT, 'catalog.json': JSON.stringify(CATALOG) });
  if (folder === undefined) writeProgram(root, 'bin/tap', BODY.replace('TAIL', tail));
  const project = await openProjectSource(root, { PATH: process.env['PATH'] ?? '' }).load(null);
  const options = { name: 'tap-x', select: [], refreshCatalog: false, redactor: new Redactor(), silence };
  const tap = programTap(openTapProgram(project, { ...options, onLine: () => undefined }), () => undefined);
  open.push(tap);
  return { tap, root };
}

export class Page implements PageWriter {
  text = '';
  rows = 0;
  get bytes(): number {
    return this.text.length;
  }
  write(chunk: Buffer, rows: number): Promise<void> {
    this.text += chunk.toString();
    this.rows += rows;
    return Promise.resolve();
  }
  commit(): never {
    throw new Error('not by the tap');
  }
  abort(): Promise<void> {
    return Promise.resolve();
  }
  get lines(): readonly string[] {
    return this.text.split('\n').slice(0, -1);
  }
}

export const signal = new AbortController().signal;
export const START: Position = { kind: 'start', bookmark: null };

export async function selected(tap: Tap, name: string): Promise<SelectedStream> {
  const found = (await tap.discover(signal, [name])).streams.find(({ stream }) => stream.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found.stream;
}

export async function read(
  tap: Tap,
  name: string,
  position: Position,
  maxRows = 1000,
  sessionKey = 'run',
  stop: AbortSignal = signal,
) {
  const page = new Page();
  const limits: PageLimits = { maxRows, maxBytes: 1e9, maxSeconds: 60 };
  const stream = await selected(tap, name);
  const extracted = await tap.extractPage({ stream, position, limits, encoding: 'text', sessionKey }, page, stop);
  return { ...extracted, lines: page.lines };
}

export const given = (root: string): unknown => JSON.parse(readFileSync(join(root, 'given.json'), 'utf8')) as unknown;
export const id = (line: string): number => Number(line.split('\t')[0]);
