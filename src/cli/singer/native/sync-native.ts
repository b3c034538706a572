/** A native tap as a Singer program: its pages become messages, one stream after the other. */
import type { JsonObject } from '../../../model/json';
import { jsonText } from '../../../model/lossless-json';
import type { PageLimits } from '../../../model/page-ref';
import type { Position } from '../../../model/position';
import type { RecordForm } from '../../../pages/encoding/json-lines';
import type { SingerForm } from '../../../taps/singer-form';
import type { Tap } from '../../../taps/tap';
import type { NativeLife } from './life';
import { LinePage } from './line-page';
import type { NativeStream } from './native-plan';

/** Where messages go. Each resolves when more may come. */
export interface MessageOutput {
  /** A message that is no record; of a STATE, all before it has been taken when it resolves. */
  message(line: string, isState: boolean): Promise<void>;
  /** RECORD messages: whole lines, lent until it resolves. */
  records(lines: Buffer): Promise<void>;
}

/** A bookmark follows each page, and each page is a query: 100,000 rows are seconds of work for what is behind the pipe. */
const LIMITS: PageLimits = { maxBytes: 64 * 1024 * 1024, maxRows: 100_000, maxSeconds: 30 };

export interface NativeSync {
  readonly tap: Tap;
  readonly form: SingerForm;
  readonly life: NativeLife;
  readonly output: MessageOutput;
  readonly signal: AbortSignal;
}

/** Resolves with everything written. An error of a stream ends the run; the messages before it stand. */
export async function syncNative(sync: NativeSync, streams: readonly NativeStream[]): Promise<void> {
  await say(sync, sync.life.start());
  for (const stream of streams) await syncStream(sync, stream);
}

async function syncStream(sync: NativeSync, stream: NativeStream): Promise<void> {
  const { tap, life, signal } = sync;
  let position: Position = { kind: 'start', bookmark: life.bookmark(stream) };
  await say(sync, life.begin(stream));
  while (position.kind !== 'end') {
    const page = recordPage(sync, stream);
    const request = {
      stream: stream.selected,
      position,
      limits: LIMITS,
      encoding: 'text',
      sessionKey: stream.name,
    } as const;
    const { next, bookmark } = await tap.extractPage(request, page, signal);
    page.end();
    if (bookmark !== null) await say(sync, life.moved(stream, bookmark, next.kind === 'end'));
    position = next;
  }
  await say(sync, life.finish(stream));
}

function recordPage({ form, life, output }: NativeSync, stream: NativeStream): LinePage {
  const version = life.version(stream);
  const recordForm: RecordForm = {
    lead: `{"type":"RECORD","stream":${JSON.stringify(stream.name)},"record":`,
    valueForm: (column) => form.valueForm(stream.name, column),
  };
  const tail = `${version === null ? '' : `,"version":${version}`},"time_extracted":"${new Date().toISOString()}"}`;
  return new LinePage(stream.selected.schema, recordForm, tail, (lines) => output.records(lines));
}

async function say({ output }: NativeSync, messages: readonly JsonObject[]): Promise<void> {
  for (const message of messages) await output.message(`${jsonText(message)}\n`, message['type'] === 'STATE');
}
