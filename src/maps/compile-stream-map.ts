/**
 * The maps of a pipeline and a stream of its tap → the streams behind the maps, with what maps their pages.
 * Everything is made of plain JSON, so a worker thread can compile the same map by itself.
 */
import { MeltemiError } from '../model/errors';
import type { Column, StreamSchema } from '../model/stream';
import { planFlattening } from './flatten/flatten-plan';
import type { MapStep } from './map-chain';
import { RowMapper, type MappedRows } from './page/row-mapper';
import { readMapSettings, type MapSettings } from './plan/map-settings';
import { matchingEntries, type MatchingEntry } from './plan/matching-entries';
import { passThrough, planOutput, type NamedStream, type OutputPlan } from './plan/output-plan';

export type { MappedRows } from './page/row-mapper';
export type { NamedStream } from './plan/output-plan';

/** One stream behind the maps. */
export interface MapOutput {
  readonly name: string;
  /** Columns that pass keep their `sqlType`; written ones have none. */
  readonly schema: StreamSchema;
  readonly columns: readonly Column[];
  readonly keyProperties: readonly string[];
  /**
   * Maps whole lines of page text. `firstRow`: number of the first line in its page, from 1, for messages. Keeps state: not
   * for two pages side by side. Throws `MapFailed`, `RecordInvalid`.
   */
  readonly mapRows: (lines: Buffer, firstRow: number) => MappedRows;
}

export interface CompiledMap {
  /** Empty when the maps drop the stream; several with `__source__`. */
  readonly outputs: readonly MapOutput[];
  /** True when no map changes anything about the stream, its name included: its pages can pass as they are. */
  readonly identity: boolean;
}

export interface MapOptions {
  /** Microseconds since 1970-01-01 UTC; what `datetime.datetime.now()` tells. Default: the system's clock. */
  readonly now?: () => number;
}

/** A stream on its way through the mappings. */
interface Stage {
  readonly stream: NamedStream;
  readonly identity: boolean;
  readonly mapRows: MapOutput['mapRows'];
}

/**
 * `steps`: in their order (`mapChain`). Throws `ConfigInvalid` naming the setting and, for expressions, the place in the text.
 */
export function compileStreamMaps(
  steps: readonly MapStep[],
  stream: NamedStream,
  options: MapOptions = {},
): CompiledMap {
  const now = options.now ?? systemClock;
  let stages: readonly Stage[] = [{ stream, identity: true, mapRows: countRows }];
  for (const { config } of steps) {
    const settings = readMapSettings(config);
    stages = stages.flatMap((stage) => outputPlans(settings, stage.stream).map((plan) => nextStage(stage, plan, now)));
    const { flattening } = settings;
    if (flattening) stages = stages.map((stage) => nextStage(stage, planFlattening(stage.stream, flattening), now));
  }
  refuseTwins(stages, stream);
  return {
    outputs: stages.map(({ stream: { name, schema }, mapRows }) => ({
      name,
      schema,
      columns: schema.columns,
      keyProperties: schema.keyProperties,
      mapRows,
    })),
    identity: stages.length === 1 && stages.every((stage) => stage.identity),
  };
}

function outputPlans(settings: MapSettings, stream: NamedStream): OutputPlan[] {
  const { primary, additional } = matchingEntries(settings, stream.name);
  const plan = ({ key, map }: MatchingEntry): OutputPlan => planOutput(stream, map, key, settings.config);
  const added = additional.map(plan);
  if (primary === 'keep') return [passThrough(stream), ...added];
  return typeof primary === 'string' ? added : [plan(primary), ...added];
}

function nextStage(stage: Stage, plan: OutputPlan, now: () => number): Stage {
  const stream: NamedStream = { name: plan.name, schema: plan.schema };
  const copiesAll = plan.filter === null && sameColumns(plan, stage.stream.schema);
  const sameKeys = plan.schema.keyProperties.join('\0') === stage.stream.schema.keyProperties.join('\0');
  const identity = stage.identity && copiesAll && sameKeys && plan.name === stage.stream.name;
  if (copiesAll) return { stream, identity, mapRows: stage.mapRows };
  const mapper = new RowMapper(stage.stream, plan, now);
  if (stage.mapRows === countRows)
    return { stream, identity, mapRows: (lines, firstRow) => mapper.map(lines, firstRow) };
  return {
    stream,
    identity,
    mapRows: (lines, firstRow) => {
      const before = stage.mapRows(lines, firstRow);
      return { ...mapper.map(before.bytes, firstRow), rowsRead: before.rowsRead };
    },
  };
}

/** Whether a plan leaves every column what and where it is, so that lines pass as bytes. */
function sameColumns(plan: OutputPlan, schema: StreamSchema): boolean {
  return (
    plan.columns.length === schema.columns.length &&
    plan.columns.every(
      (output, i) => output.kind === 'copy' && output.from === i && output.column === schema.columns[i],
    )
  );
}

/** Lines that pass as they are. */
function countRows(lines: Buffer): MappedRows {
  let rows = 0;
  for (let at = lines.indexOf(0x0a); at >= 0; at = lines.indexOf(0x0a, at + 1)) rows++;
  return { bytes: lines, rows, rowsRead: rows };
}

function refuseTwins(stages: readonly Stage[], stream: NamedStream): void {
  const names = stages.map((stage) => stage.stream.name);
  const twin = names.find((name, i) => names.indexOf(name) !== i);
  if (twin === undefined) return;
  throw new MeltemiError(
    'ConfigInvalid',
    `The stream maps make two streams called \`${twin}\` of stream \`${stream.name}\`.`,
    'Give one of them another name, or drop the original with `null`.',
  );
}

function systemClock(): number {
  return Date.now() * 1000;
}
