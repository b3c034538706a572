import { colorsFor } from '../../../src/cli/output/colors';
import { createJsonDisplay } from '../../../src/cli/output/json-display';
import { createLiveDisplay } from '../../../src/cli/output/live-display';
import { createPlainDisplay } from '../../../src/cli/output/plain-display';
import { RateMeter } from '../../../src/cli/output/rate-meter';
import type { RetryView, RunEvent } from '../../../src/cli/control/control';
import type { StreamProgressView } from '../../../src/model/progress';

class Recorder {
  isTTY = true;
  columns = 100;
  rows = 24;
  text = '';
  write(text: string): void {
    this.text += text;
  }
  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}

function view(part: Partial<StreamProgressView> = {}): StreamProgressView {
  return {
    stream: 'public-orders',
    phase: 'running',
    pages: 1,
    rows: 160_000,
    extractedRows: 200_000,
    bytes: 35_200_000,
    seconds: 2,
    bookmark: null,
    restarts: 0,
    lastError: null,
    ...part,
  };
}

function progress(streams: readonly StreamProgressView[], retries: readonly RetryView[] = []): RunEvent {
  const pipelines = [{ stateId: 'dev:a-to-b', workflowId: 'shop/dev:a-to-b', paused: false, streams }];
  return { event: 'progress', progress: { job: 'orders-pipeline', pipelines }, retries };
}

const RETRY: RetryView = {
  stream: 'public-orders',
  stateId: 'dev:a-to-b',
  activity: 'loadBatch',
  attempt: 3,
  startsAt: null,
  reason: 'connection refused',
};

describe('plain lines', () => {
  const at = (seconds: number): Date => new Date(2026, 0, 2, 3, 4, seconds);
  let seconds = 0;
  const screen = new Recorder();
  const display = createPlainDisplay(screen, { withProgress: true, now: () => at(seconds) });

  test('a stream is told when its phase changes, and again after ten seconds', () => {
    display.show(progress([view()]));
    expect(screen.take()).toBe('03:04:00 public-orders running: 160,000 rows, 35.2 MB, 80,000 rows/s\n');
    seconds = 9;
    display.show(progress([view({ rows: 200_000 })]));
    expect(screen.take()).toBe('');
    seconds = 10;
    display.show(progress([view({ rows: 300_000, seconds: 3 })]));
    expect(screen.take()).toBe('03:04:10 public-orders running: 300,000 rows, 35.2 MB, 100,000 rows/s\n');
  });

  test('trouble is told at once, with its reason', () => {
    display.show(progress([view({ seconds: 4 })], [RETRY]));
    expect(screen.take()).toBe(
      '03:04:10 public-orders retrying: 160,000 rows, 35.2 MB, 40,000 rows/s (loadBatch, attempt 3: connection refused)\n',
    );
  });

  test('a wait that ends at a known time is told once, with the time', () => {
    const waiting = { ...RETRY, startsAt: new Date(2026, 0, 2, 3, 6, 7).toISOString() };
    display.show(progress([view({ seconds: 4 })], [waiting]));
    expect(screen.take()).toContain('(loadBatch, attempt 3 at 03:06:07: connection refused)');
    seconds = 30;
    display.show(progress([view({ seconds: 4 })], [waiting]));
    expect(screen.take()).toBe('');
  });

  test('a completed stream is told once', () => {
    display.show(progress([view({ phase: 'completed', seconds: 4 })]));
    seconds = 40;
    display.show(progress([view({ phase: 'completed', seconds: 4 })]));
    expect(screen.take().split('\n')).toHaveLength(2);
  });

  test('a planning that is tried again is told without a stream', () => {
    display.show(progress([], [{ ...RETRY, stream: null, activity: 'planPipeline' }]));
    expect(screen.take()).toBe('03:04:40 planPipeline, attempt 3: connection refused\n');
  });
});

test('JSON lines hold one event each with its time', () => {
  const screen = new Recorder();
  const display = createJsonDisplay(screen, true, () => new Date(0));
  display.show({ event: 'started', workflowId: 'w', runId: 'r', uiUrl: null });
  display.say('careful');
  expect(
    screen.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { at: '1970-01-01T00:00:00.000Z', event: 'started', workflowId: 'w', runId: 'r', uiUrl: null },
    { at: '1970-01-01T00:00:00.000Z', event: 'notice', message: 'careful' },
  ]);
});

describe('the live table', () => {
  const colors = colorsFor({ isTTY: false }, {});

  test('is drawn in place: each drawing first goes back over the last one', () => {
    const screen = new Recorder();
    let now = 0;
    const display = createLiveDisplay(screen, { colors, title: 'orders-pipeline', now: () => now });
    display.show(progress([view()]));
    expect(screen.take()).toBe(
      '\u001b[?25l\u001b[Jorders-pipeline · 0.00 s · 160,000 rows\n' +
        'stream         phase       rows  rows/s    MB  bookmark  retries\n' +
        'public-orders  running  160,000  80,000  35.2\n',
    );
    now = 2000;
    display.show(progress([view({ rows: 360_000, seconds: 4 })]));
    expect(screen.take()).toBe(
      '\u001b[3A\r\u001b[Jorders-pipeline · 2.0 s · 360,000 rows · 100,000 rows/s\n' +
        'stream         phase       rows   rows/s    MB  bookmark  retries\n' +
        'public-orders  running  360,000  100,000  35.2\n',
    );
    display.end();
    expect(screen.take()).toBe('\u001b[3A\r\u001b[J\u001b[?25h');
  });

  test('goes back over the lines that a narrowed terminal has wrapped', () => {
    const screen = new Recorder();
    const display = createLiveDisplay(screen, { colors, title: 'orders-pipeline', now: () => 0 });
    display.show(progress([view()]));
    screen.take();
    screen.columns = 40;
    display.show(progress([view()]));
    // 39 columns fit into 40; the titles (64) and the row (45) take two lines each.
    expect(screen.take().startsWith('\u001b[5A\r')).toBe(true);
  });

  test('never outgrows the terminal and shows the streams at work first', () => {
    const screen = new Recorder();
    screen.rows = 10;
    const many = Array.from({ length: 40 }, (_, i) =>
      view({ stream: `s${i}`, phase: i === 39 ? 'running' : 'waiting' }),
    );
    const display = createLiveDisplay(screen, { colors, title: 'many', now: () => 0 });
    display.show({ event: 'started', workflowId: 'w', runId: 'r', uiUrl: 'http://ui' });
    display.show(progress(many));
    const lines = screen.text.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(10);
    expect(lines[2]).toContain('s39');
    expect(lines).toContain('and 36 more: 39 waiting, 1 running');
  });

  test('shows why a stream waits', () => {
    const screen = new Recorder();
    const display = createLiveDisplay(screen, { colors, title: 'x', now: () => 0 });
    display.show(progress([view()], [RETRY]));
    expect(screen.text).toContain('loadBatch, attempt 3: connection refused');
  });
});

test('a rate looks at the last ten seconds', () => {
  const meter = new RateMeter();
  expect(meter.rate('s', 0, 0)).toBe(0);
  expect(meter.rate('s', 1000, 1000)).toBe(1000);
  for (let second = 2; second <= 30; second++) meter.rate('s', 1000, second * 1000);
  expect(meter.rate('s', 1000, 31_000)).toBe(0);
  expect(meter.rate('s', 500, 32_000)).toBe(0);
});
