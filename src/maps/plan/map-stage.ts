/** The maps of a pipeline over one stream, planned: for each stream behind them the stages that its records go through. */
import { planFlattening } from '../flatten/flatten-plan';
import type { JsonObject } from '../../model/json';
import type { MapStep } from '../map-chain';
import { planTransformations } from '../transform-field/plan-transformations';
import { hasTransformations, readTransformations } from '../transform-field/rules';
import type { ErrorPolicy } from './error-policy';
import { readMapSettings, type MapSettings } from './map-settings';
import { matchingEntries, type MatchingEntry } from './matching-entries';
import { passThrough, planOutput, type NamedStream, type OutputPlan } from './output-plan';

/** One step of the way of a stream. */
export interface MapStage {
  /** Whose settings it comes from: `` mapping `map-shop` ``. */
  readonly owner: string;
  readonly onError: ErrorPolicy;
  readonly source: NamedStream;
  readonly plan: OutputPlan;
}

/** A stream behind the maps, and how it comes about. */
export interface StageChain {
  readonly stream: NamedStream;
  /** Made beside the stream itself by `__source__`. */
  readonly isAdditional: boolean;
  readonly stages: readonly MapStage[];
}

interface OutputOfStep {
  readonly plan: OutputPlan;
  readonly isAdditional: boolean;
}

/** Throws `ConfigInvalid`. */
export function planStages(steps: readonly MapStep[], stream: NamedStream): readonly StageChain[] {
  let chains: readonly StageChain[] = [{ stream, isAdditional: false, stages: [] }];
  for (const { owner, config } of steps) {
    chains = hasTransformations(config) ? transformed(chains, owner, config) : mapped(chains, owner, config);
  }
  return chains;
}

function mapped(chains: readonly StageChain[], owner: string, config: JsonObject): readonly StageChain[] {
  const settings = readMapSettings(config);
  const { onError, flattening } = settings;
  const behind = chains.flatMap((chain) =>
    outputPlans(settings, chain.stream).map(({ plan, isAdditional }) => ({
      ...extended(chain, { owner, onError, plan }),
      isAdditional: isAdditional || chain.isAdditional,
    })),
  );
  if (!flattening) return behind;
  return behind.map((chain) => extended(chain, { owner, onError, plan: planFlattening(chain.stream, flattening) }));
}

function transformed(chains: readonly StageChain[], owner: string, config: JsonObject): readonly StageChain[] {
  const { rules, onError } = readTransformations(config);
  return chains.map((chain) => extended(chain, { owner, onError, plan: planTransformations(chain.stream, rules) }));
}

function extended(chain: StageChain, stage: Omit<MapStage, 'source'>): StageChain {
  const { name, schema } = stage.plan;
  return { ...chain, stream: { name, schema }, stages: [...chain.stages, { ...stage, source: chain.stream }] };
}

function outputPlans(settings: MapSettings, stream: NamedStream): readonly OutputOfStep[] {
  const { primary, additional } = matchingEntries(settings, stream.name);
  const planned = ({ key, map }: MatchingEntry): OutputPlan => planOutput(stream, map, key, settings);
  const added = additional.map((entry) => ({ plan: planned(entry), isAdditional: true }));
  if (primary === 'keep') return [{ plan: passThrough(stream), isAdditional: false }, ...added];
  return typeof primary === 'string' ? added : [{ plan: planned(primary), isAdditional: false }, ...added];
}

/** Whether a stage leaves every record what it is, so that lines pass as bytes. */
export function copiesAll({ plan, source }: MapStage): boolean {
  const { columns } = source.schema;
  return (
    plan.filter === null &&
    plan.columns.length === columns.length &&
    plan.columns.every((output, i) => output.kind === 'copy' && output.from === i && output.column === columns[i])
  );
}
