/** The maps of a pipeline over one stream, planned: for each stream behind them the stages that its records go through. */
import { planFlattening } from '../flatten/flatten-plan';
import type { MapStep } from '../map-chain';
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
  readonly stages: readonly MapStage[];
}

/** Throws `ConfigInvalid`. */
export function planStages(steps: readonly MapStep[], stream: NamedStream): readonly StageChain[] {
  let chains: readonly StageChain[] = [{ stream, stages: [] }];
  for (const { owner, config } of steps) {
    const settings = readMapSettings(config);
    const { onError, flattening } = settings;
    const extend = (chain: StageChain, plan: OutputPlan): StageChain => ({
      stream: { name: plan.name, schema: plan.schema },
      stages: [...chain.stages, { owner, onError, source: chain.stream, plan }],
    });
    chains = chains.flatMap((chain) => outputPlans(settings, chain.stream).map((plan) => extend(chain, plan)));
    if (flattening) chains = chains.map((chain) => extend(chain, planFlattening(chain.stream, flattening)));
  }
  return chains;
}

function outputPlans(settings: MapSettings, stream: NamedStream): OutputPlan[] {
  const { primary, additional } = matchingEntries(settings, stream.name);
  const plan = ({ key, map }: MatchingEntry): OutputPlan => planOutput(stream, map, key, settings);
  const added = additional.map(plan);
  if (primary === 'keep') return [passThrough(stream), ...added];
  return typeof primary === 'string' ? added : [plan(primary), ...added];
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
