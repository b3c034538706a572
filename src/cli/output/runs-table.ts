/** What `meltemi runs` prints. */
import type { RunSummary } from '../control/control';
import type { Colors } from './colors';
import { formatCount, formatLocalTime, formatSeconds } from './format';
import { renderTable } from './table';
import type { Style, TableColumn } from './table';

const COLUMNS: readonly TableColumn[] = [
  { title: 'job', minWidth: 16 },
  { title: 'status' },
  { title: 'started' },
  { title: 'took', align: 'right' },
  { title: 'rows', align: 'right' },
  { title: 'state id', minWidth: 16 },
  { title: 'workflow id', minWidth: 24 },
];

export function runsTable(runs: readonly RunSummary[], colors: Colors, width: number): string[] {
  if (runs.length === 0) return ['No run yet. Start one with `meltemi run JOB`.'];
  const rows = runs.map((run) => [
    run.job,
    { text: run.status, style: statusStyle(run.status, colors) },
    formatLocalTime(new Date(run.startedAt)),
    formatSeconds(run.seconds),
    run.rows === null ? '' : formatCount(run.rows),
    run.stateIds.join(', '),
    run.workflowId,
  ]);
  return renderTable(COLUMNS, rows, { width, titleStyle: colors.dim });
}

function statusStyle(status: string, colors: Colors): Style {
  if (status === 'completed') return colors.green;
  if (status === 'running') return colors.cyan;
  return status === 'failed' || status === 'timed out' ? colors.red : colors.yellow;
}
