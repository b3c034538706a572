/** The lines of the live table for one moment; pure, so that they can be tested. */
import { assertNever } from '../../model/errors';
import type { StreamPhase } from '../../model/progress';
import type { RunEvent } from '../control/control';
import type { Colors } from './colors';
import { formatCount, formatMegabytes, formatSeconds } from './format';
import type { RateMeter } from './rate-meter';
import { otherTroubles, streamLines } from './stream-lines';
import type { StreamLine } from './stream-lines';
import { renderTable } from './table';
import type { Cell, Style, TableColumn } from './table';
import { cut, printable } from './text-width';

export interface LiveMoment {
  readonly title: string;
  readonly nowMs: number;
  readonly startedAtMs: number;
  readonly progress: Extract<RunEvent, { event: 'progress' }> | null;
  readonly message: string | null;
  readonly uiUrl: string | null;
  readonly width: number;
  readonly height: number;
  readonly meter: RateMeter;
  readonly colors: Colors;
}

const COLUMNS: readonly TableColumn[] = [
  { title: 'stream', minWidth: 12 },
  { title: 'phase' },
  { title: 'rows', align: 'right' },
  { title: 'rows/s', align: 'right' },
  { title: 'MB', align: 'right' },
  { title: 'bookmark', minWidth: 10 },
  { title: 'retries', minWidth: 12 },
];

/** Lines beside the streams: title, column titles, "more", message, link. */
const OTHER_LINES = 5;

export function liveLines(moment: LiveMoment): string[] {
  const { colors, width, progress } = moment;
  const lines = progress === null ? [] : streamLines(progress.progress, progress.retries);
  const room = Math.max(1, moment.height - OTHER_LINES);
  const shown = lines.length <= room ? lines : byInterest(lines).slice(0, room);
  const fitted = (text: string, style: Style): string => style(cut(printable(text), width));
  return [
    fitted(heading(moment, lines), colors.bold),
    ...(shown.length === 0
      ? []
      : renderTable(
          COLUMNS,
          shown.map((line) => row(line, moment)),
          { width, titleStyle: colors.dim },
        )),
    ...(shown.length < lines.length
      ? [fitted(`and ${lines.length - shown.length} more: ${counts(lines)}`, colors.dim)]
      : []),
    ...otherTroubles(progress?.retries ?? [])
      .slice(0, 1)
      .map((trouble) => fitted(trouble, colors.yellow)),
    ...(moment.message === null ? [] : [fitted(moment.message, colors.cyan)]),
    ...(moment.uiUrl === null || moment.height < 8 ? [] : [fitted(moment.uiUrl, colors.dim)]),
  ].slice(0, Math.max(1, moment.height));
}

function heading(moment: LiveMoment, lines: readonly StreamLine[]): string {
  const rows = lines.reduce((sum, line) => sum + line.view.rows, 0);
  const rate = moment.meter.rate('', rows, moment.nowMs);
  const parts = [moment.title, formatSeconds((moment.nowMs - moment.startedAtMs) / 1000), `${formatCount(rows)} rows`];
  return [...parts, ...(rate > 0 ? [`${formatCount(rate)} rows/s`] : [])].join(' · ');
}

/** Streams at work first, for when not all fit. */
function byInterest(lines: readonly StreamLine[]): readonly StreamLine[] {
  const rank = (line: StreamLine): number => INTEREST[line.phase];
  return [...lines].sort((a, b) => rank(a) - rank(b));
}

const INTEREST: Readonly<Record<StreamPhase, number>> = {
  failed: 0,
  retrying: 1,
  running: 2,
  finishing: 2,
  preparing: 2,
  paused: 2,
  cancelled: 3,
  completed: 3,
  waiting: 4,
};

function counts(lines: readonly StreamLine[]): string {
  const byPhase = new Map<StreamPhase, number>();
  for (const { phase } of lines) byPhase.set(phase, (byPhase.get(phase) ?? 0) + 1);
  return [...byPhase].map(([phase, count]) => `${count} ${phase}`).join(', ');
}

function row(line: StreamLine, { colors, meter, nowMs }: LiveMoment): readonly (string | Cell)[] {
  const { view, phase } = line;
  const isMoving = phase === 'running' || phase === 'retrying' || phase === 'paused';
  const recent = meter.rate(`${line.stateId} ${view.stream}`, view.rows, nowMs);
  const rate = isMoving && recent > 0 ? recent : view.seconds > 0 ? view.rows / view.seconds : 0;
  return [
    view.stream,
    { text: phase, style: phaseStyle(phase, colors) },
    formatCount(view.rows),
    rate > 0 && phase !== 'paused' ? formatCount(rate) : '',
    formatMegabytes(view.bytes),
    view.bookmark === null ? '' : String(view.bookmark.value),
    { text: line.trouble, style: colors.yellow },
  ];
}

function phaseStyle(phase: StreamPhase, colors: Colors): Style {
  switch (phase) {
    case 'completed':
      return colors.green;
    case 'failed':
      return colors.red;
    case 'retrying':
    case 'cancelled':
    case 'paused':
      return colors.yellow;
    case 'waiting':
      return colors.dim;
    case 'preparing':
    case 'running':
    case 'finishing':
      return colors.cyan;
    default:
      return assertNever(phase, 'phase of a stream');
  }
}
