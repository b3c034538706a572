/** The receipt that a run ends with: errors first, then a table of streams, totals, and the link to the run. */
import { addFaults, countsOf, tellFaults, type MapFaults } from '../../model/map-faults';
import type { CommandReceipt, JobReceipt, PipelineReceipt, StreamOutcome, StreamReceipt } from '../../model/receipt';
import type { Colors } from './colors';
import { formatBookmark, formatBytes, formatCount, formatMegabytes, formatRate, formatSeconds, plural } from './format';
import { renderTable } from './table';
import type { Cell, Style, TableColumn } from './table';
import { printable } from './text-width';

export interface ReceiptOptions {
  readonly colors: Colors;
  /** Columns of the terminal; `Infinity` for a file. */
  readonly width: number;
  readonly uiUrl: string | null;
}

const COLUMNS: readonly TableColumn[] = [
  { title: 'stream', minWidth: 16 },
  { title: 'rows', align: 'right' },
  { title: 'MB', align: 'right' },
  { title: 'seconds', align: 'right' },
  { title: 'rows/s', align: 'right' },
  { title: 'bookmark', minWidth: 12 },
  { title: 'delivery' },
  { title: 'outcome' },
];

export function receiptLines(receipt: JobReceipt, options: ReceiptOptions): string[] {
  const { colors, uiUrl } = options;
  return [
    headline(receipt, colors),
    ...receipt.pipelines.flatMap((pipeline) => ['', ...pipelineLines(pipeline, options)]),
    ...(receipt.commands ?? []).flatMap((command) => ['', ...commandLines(command, colors)]),
    '',
    totals(receipt),
    ...(uiUrl === null ? [] : [colors.dim(uiUrl)]),
  ];
}

function headline(receipt: JobReceipt, colors: Colors): string {
  const took = formatSeconds(receipt.seconds);
  const texts: Readonly<Record<StreamOutcome, string>> = {
    completed: colors.green(`✔ ${receipt.job} completed in ${took}`),
    failed: colors.red(`✖ ${receipt.job} failed after ${took}`),
    cancelled: colors.yellow(`◼ ${receipt.job} cancelled after ${took}; what had been extracted is loaded`),
  };
  return texts[receipt.outcome];
}

/** What a failed command said is in its error, and there is nothing to say of one that was cancelled. */
function commandLines({ command, outcome, seconds, lastLines, error }: CommandReceipt, colors: Colors): string[] {
  const style = outcome === 'completed' ? colors.green : colors.red;
  const said = error === undefined ? lastLines : `${error.code}: ${error.message}`.split('\n');
  return [
    `${colors.bold(command)}  ${style(outcome)} ${colors.dim(`after ${formatSeconds(seconds)}`)}`,
    ...said.map((line) => `  ${printable(line)}`),
  ];
}

function pipelineLines(receipt: PipelineReceipt, options: ReceiptOptions): string[] {
  const { colors, width } = options;
  const { tap, mappings, target, stateId } = receipt.pipeline;
  // What ended the pipeline as a whole is told once.
  const failed = receipt.error === undefined ? receipt.streams.filter((stream) => stream.outcome === 'failed') : [];
  const table = renderTable(
    COLUMNS,
    receipt.streams.map((stream) => row(stream, colors)),
    { width, titleStyle: colors.dim },
  );
  const hidden = receipt.streamCount - receipt.streams.length;
  return [
    `${colors.bold([tap, ...mappings, target].join(' → '))}  ${colors.dim(`state id ${stateId}`)}`,
    ...(receipt.error === undefined ? [] : errorLines(receipt.error, '', colors)),
    ...failed.flatMap((stream) => errorOf(stream, colors)),
    ...(receipt.warnings ?? []).map((warning) => colors.yellow(printable(warning))),
    ...(receipt.streams.length === 0 ? ['No stream was run.'] : table),
    ...(hidden > 0 ? [colors.dim(`and ${plural(hidden, 'stream')} more`)] : []),
    ...receipt.streams.flatMap((stream) =>
      notesOf(stream).map((note) => colors.yellow(printable(`${stream.stream}: ${note}`))),
    ),
  ];
}

function errorOf(stream: StreamReceipt, colors: Colors): readonly string[] {
  const error = stream.error ?? { code: 'Error', message: 'It ended without saying why.' };
  return errorLines(error, `${stream.stream}: `, colors);
}

function errorLines(
  { code, message }: NonNullable<StreamReceipt['error']>,
  of: string,
  colors: Colors,
): readonly string[] {
  return [colors.red(`${of}${code}`), ...message.split('\n').map((line) => `  ${printable(line)}`)];
}

function notesOf(stream: StreamReceipt): readonly string[] {
  const faults = stream.faults === undefined ? [] : [tellFaults(stream.faults)];
  if (stream.restarts === 0) return [...faults, ...stream.notes];
  return [
    ...faults,
    ...stream.notes,
    `Started over from what was loaded ${stream.restarts === 1 ? 'once' : `${stream.restarts} times`}.`,
  ];
}

function row(stream: StreamReceipt, colors: Colors): readonly (string | Cell)[] {
  const styles: Readonly<Record<StreamOutcome, Style>> = {
    completed: colors.green,
    failed: colors.red,
    cancelled: colors.yellow,
  };
  return [
    stream.stream,
    formatCount(stream.rows),
    formatMegabytes(stream.bytes),
    stream.seconds.toFixed(2),
    formatRate(stream.rows, stream.seconds),
    formatBookmark(stream.bookmark),
    stream.delivery,
    { text: stream.outcome, style: styles[stream.outcome] },
  ];
}

function totals(receipt: JobReceipt): string {
  const streams = receipt.pipelines.reduce((sum, pipeline) => sum + pipeline.streamCount, 0);
  const rate = formatRate(receipt.rows, receipt.seconds);
  const faults = receipt.pipelines.reduce<MapFaults | null>((sum, each) => addFaults(sum, each.faults ?? null), null);
  return [
    plural(streams, 'stream'),
    plural(receipt.rows, 'row'),
    formatBytes(receipt.bytes),
    formatSeconds(receipt.seconds),
    ...(rate === '' ? [] : [`${rate} rows/s`]),
    ...(faults === null ? [] : countsOf(faults)),
  ].join(', ');
}
