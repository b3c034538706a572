/** The Markdown that the Temporal UI shows as a run's current details. Costs no history. */
import type { Bookmark } from '../model/position';
import type { StreamProgressView } from '../model/progress';

const MEGABYTE = 1_000_000;

export function streamDetails(view: StreamProgressView): string {
  return streamTable([view]);
}

export function streamTable(views: readonly StreamProgressView[]): string {
  const head = [
    '| stream | phase | pages | rows | MB | rows/s | bookmark | restarts | last error |',
    '|---|---|--:|--:|--:|--:|---|--:|---|',
  ];
  return [...head, ...views.map(row)].join('\n');
}

function row(view: StreamProgressView): string {
  const rate = view.seconds > 0 ? Math.round(view.rows / view.seconds) : 0;
  const cells = [
    view.stream,
    view.phase,
    thousands(view.pages),
    thousands(view.rows),
    (view.bytes / MEGABYTE).toFixed(1),
    thousands(rate),
    showBookmark(view.bookmark),
    String(view.restarts),
    view.lastError ?? '',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function showBookmark(bookmark: Bookmark | null): string {
  return bookmark === null ? '' : `${bookmark.replicationKey} = ${String(bookmark.value)}`;
}

/** 1234567 → `1,234,567`; by hand, since the workflow sandbox should not depend on the host's locale data. */
export function thousands(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
