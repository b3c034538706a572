/** The Markdown that the Temporal UI shows as a run's current details. Costs no history. */
import { tellFaults } from '../model/map-faults';
import type { Bookmark } from '../model/position';
import type { StreamProgressView } from '../model/progress';
import type { StreamReceipt } from '../model/receipt';

const MEGABYTE = 1_000_000;
/** The UI puts cells side by side without any room between them. */
const GAP = '\u00a0\u00a0';

export function streamDetails(view: StreamProgressView): string {
  const lines = [
    `**${view.phase}** · ${thousands(view.rows)} rows · ${megabytes(view)} MB · ${thousands(rate(view))} rows/s · ${thousands(view.pages)} pages`,
    ...(view.bookmark === null ? [] : [`bookmark \`${showBookmark(view.bookmark)}\``]),
    ...(view.restarts === 0 ? [] : [`${view.restarts} restarts`]),
    ...(view.faults === undefined ? [] : [tellFaults(view.faults)]),
    ...(view.lastError === null ? [] : [`last error: ${view.lastError}`]),
  ];
  return lines.join('\n\n');
}

/** Few columns, since the UI gives them no room; errors stand below. */
export function streamTable(views: readonly StreamProgressView[]): string {
  const head = [tableRow(['stream', 'phase', 'rows', 'MB', 'bookmark']), '|:--|:--|--:|--:|:--|'];
  const errors = views.flatMap((view) => (view.lastError === null ? [] : [`- \`${view.stream}\`: ${view.lastError}`]));
  const faults = views.flatMap(({ stream, faults }) =>
    faults === undefined ? [] : [`- \`${stream}\`: ${tellFaults(faults)}`],
  );
  const below = [...errors, ...faults];
  return [...head, ...views.map(row), ...(below.length === 0 ? [] : ['', ...below])].join('\n');
}

function row(view: StreamProgressView): string {
  const bookmark = view.bookmark === null ? '' : `\`${showBookmark(view.bookmark)}\``;
  const cells = [`\`${view.stream}\``, view.phase, thousands(view.rows), megabytes(view), bookmark];
  return tableRow(cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')));
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(`${GAP} | `)} |`;
}

function rate(view: StreamProgressView): number {
  return view.seconds > 0 ? Math.round(view.rows / view.seconds) : 0;
}

function megabytes(view: StreamProgressView): string {
  return (view.bytes / MEGABYTE).toFixed(1);
}

/** How an ended stream looks in a progress view. */
export function viewOf(receipt: StreamReceipt): StreamProgressView {
  const { stream, outcome, pages, rows, extractedRows, bytes, seconds, bookmark, restarts, faults, error } = receipt;
  return {
    stream,
    phase: outcome,
    pages,
    rows,
    extractedRows,
    bytes,
    seconds,
    bookmark,
    restarts,
    lastError: error?.message ?? null,
    ...(faults === undefined ? {} : { faults }),
  };
}

function showBookmark(bookmark: Bookmark): string {
  return bookmark.replicationKey === '' ? 'kept by the tap' : `${bookmark.replicationKey} = ${String(bookmark.value)}`;
}

/** 1234567 → `1,234,567`; by hand, since the workflow sandbox should not depend on the host's locale data. */
export function thousands(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
