/** The way of keys through the stages of a map: which of them pass as they are, and what becomes a key at the end. */
import type { MapStage, StageChain } from './map-stage';

/** A key property of the tap's stream, as a message about one stage may show it. */
export interface KeyColumn {
  readonly name: string;
  /** Place in the records that come into the stage; null when a map changes or removes it: its value may be somebody's secret. */
  readonly index: number | null;
}

/** For each stage the keys of the tap's stream. A value is shown only when it reaches the target as it is. */
export function keysByStage({ stages }: StageChain): readonly (readonly KeyColumn[])[] {
  const schema = stages[0]?.source.schema;
  const traces = (schema?.keyProperties ?? []).map((name) => {
    const start = schema?.columns.findIndex((column) => column.name === name) ?? -1;
    const places = [start];
    for (const { plan } of stages) {
      const before = places.at(-1);
      places.push(plan.columns.findIndex((column) => column.kind === 'copy' && column.from === before));
    }
    return { name, places: places.includes(-1) ? null : places };
  });
  return stages.map((_, i) => traces.map(({ name, places }) => ({ name, index: places?.[i] ?? null })));
}

/** For each stage the properties that it makes and of which a key behind all stages is a copy: none of them may become null. */
export function guardedByStage({ stages, stream }: StageChain): readonly ReadonlySet<string>[] {
  const guarded: ReadonlySet<string>[] = [];
  let names = new Set(stream.schema.keyProperties);
  for (const stage of [...stages].reverse()) {
    guarded.unshift(names);
    names = sourcesOf(stage, names);
  }
  return guarded;
}

function sourcesOf({ plan, source }: MapStage, names: ReadonlySet<string>): Set<string> {
  const sources = new Set<string>();
  for (const output of plan.columns) {
    const from = output.kind === 'copy' ? source.schema.columns[output.from] : undefined;
    if (from !== undefined && names.has(output.column.name)) sources.add(from.name);
  }
  return sources;
}
