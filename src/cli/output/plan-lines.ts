/** What `meltemi plan` prints: per stream what would be read, from where on, how it would be loaded, and what is promised. */
import type { Replication } from '../../model/stream';
import type { PipelinePlanView, PlanLine, PlanView } from '../control/control';
import type { Colors } from './colors';
import { formatBookmark, plural } from './format';
import { renderTable } from './table';
import type { TableColumn } from './table';
import { printable } from './text-width';

const COLUMNS: readonly TableColumn[] = [
  { title: 'stream', minWidth: 16 },
  { title: 'replication', minWidth: 12 },
  { title: 'starts at', minWidth: 12 },
  { title: 'destination', minWidth: 16 },
  { title: 'mode' },
  { title: 'encoding' },
  { title: 'delivery' },
];

export function planLines(plan: PlanView, colors: Colors, width: number): string[] {
  return [
    colors.bold(plan.job),
    ...plan.pipelines.flatMap((pipeline) => ['', ...pipelineLines(pipeline, colors, width)]),
  ];
}

function pipelineLines(plan: PipelinePlanView, colors: Colors, width: number): string[] {
  const { pipeline, streams, programs, warnings } = plan;
  const { tap, mappings, target, stateId, environment } = pipeline;
  return [
    `${colors.bold([tap, ...mappings, target].join(' → '))}  ${colors.dim(`state id ${stateId}, environment ${environment ?? 'none'}`)}`,
    ...(programs ? programLines(tap) : streamTable(streams, colors, width)),
    ...streams.flatMap((line) => stepsOf(line, colors)),
    ...warnings.map((warning) => colors.yellow(printable(warning))),
  ];
}

function streamTable(streams: readonly PlanLine[], colors: Colors, width: number): readonly string[] {
  return [
    ...renderTable(COLUMNS, streams.map(row), { width, titleStyle: colors.dim }),
    plural(streams.length, 'stream'),
  ];
}

function programLines(tap: string): readonly string[] {
  return [
    `Runs as programs: \`${tap}\` is given its catalog (\`meltemi select ${tap} --list\`) and the state, and says itself where it starts.`,
    'Delivery: at least once. A run whose worker or program is killed goes on from the last state that the target has confirmed.',
  ];
}

function row(line: PlanLine): readonly string[] {
  const { stream, destination, delivery, start } = line;
  return [
    stream.name,
    replicationText(stream.replication),
    start === null ? 'the beginning' : formatBookmark(start),
    destination,
    stream.output.loadMode,
    stream.encoding,
    delivery,
  ];
}

function replicationText(replication: Replication): string {
  if (replication.method === 'FULL_TABLE') return replication.snapshot ? 'full table, one snapshot' : 'full table';
  if (replication.replicationKey === '') return 'as the tap keeps its state';
  const signs = { gt: '>', gte: '>=', exact: '>= less seen rows' } as const;
  return `incremental by ${replication.replicationKey} (${signs[replication.comparison]})`;
}

function stepsOf(line: PlanLine, colors: Colors): readonly string[] {
  if (line.steps.length === 0) return [];
  return [
    '',
    colors.dim(`${line.stream.name} into ${line.destination}:`),
    ...line.steps.map((step) => `  ${printable(step)}`),
  ];
}
