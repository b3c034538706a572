/** How a run ended for the command that watched it, when a receipt does not say it all. */
import type { RunEvent } from '../control/control';
import type { OpenedControl } from '../control/opened-control';
import type { Colors } from './colors';
import { formatBookmark, formatCount, formatMegabytes } from './format';
import { streamLines } from './stream-lines';
import { renderTable } from './table';
import type { TableColumn } from './table';
import { printable } from './text-width';

type Failed = Extract<RunEvent, { event: 'failed' }>;
type Started = Extract<RunEvent, { event: 'started' }>;
type Progress = Extract<RunEvent, { event: 'progress' }>;

/** The error itself, unless the receipt tells it with a pipeline, a stream or a command. */
export function failureLines({ code, message, receipt }: Failed): readonly string[] {
  if (receipt?.pipelines.some(({ error }) => error !== undefined) === true) return [];
  if (receipt !== null && (code === 'StreamsFailed' || code === 'CommandFailed')) return [];
  return [
    code === 'Cancelled' ? 'The run was cancelled.' : `${code}: ${message.split('\n').map(printable).join('\n')}`,
  ];
}

const COLUMNS: readonly TableColumn[] = [
  { title: 'stream', minWidth: 16 },
  { title: 'rows', align: 'right' },
  { title: 'MB', align: 'right' },
  { title: 'bookmark', minWidth: 12 },
  { title: 'outcome' },
];

/** What had been loaded by a run that left no receipt. */
export function progressTable(
  last: Progress | null,
  { colors, width, uiUrl }: { readonly colors: Colors; readonly width: number; readonly uiUrl: string | null },
): readonly string[] {
  const rows = (last === null ? [] : streamLines(last.progress, [])).map(({ view }) => [
    view.stream,
    formatCount(view.rows),
    formatMegabytes(view.bytes),
    formatBookmark(view.bookmark),
    view.phase === 'waiting' ? 'not started' : view.phase,
  ]);
  const table = rows.length === 0 ? [] : renderTable(COLUMNS, rows, { width, titleStyle: colors.dim });
  return [...table, ...(uiUrl === null ? [] : [colors.dim(uiUrl)])];
}

/** For a run that goes on, or stands still, without the command that started it. */
export function leftLines(started: Started | null, kind: OpenedControl['kind']): readonly string[] {
  if (started === null) return ['Stopped before the run was started.'];
  const { workflowId, uiUrl } = started;
  return [
    kind === 'embedded'
      ? `Run ${workflowId} keeps its place in .meltemi; it goes on as soon as \`meltemi dev\` runs.`
      : `Run ${workflowId} goes on without this command.`,
    `Follow it with \`meltemi runs\`${uiUrl === null ? '' : `, at ${uiUrl},`} or \`temporal workflow show --workflow-id '${workflowId}'\`.`,
    `End it with \`meltemi cancel '${workflowId}'\`.`,
  ];
}
