/**
 * The maps of a pipeline and a stream of its tap → the streams behind the maps, with what maps their pages.
 * Everything is made of plain JSON, so a worker thread can compile the same map by itself.
 */
import { MeltemiError } from '../model/errors';
import type { Column, StreamSchema } from '../model/stream';
import type { MapStep } from './map-chain';
import { chainMapper } from './page/chain-mapper';
import type { MappedRows } from './page/row-mapper';
import { copiesAll, planStages, type StageChain } from './plan/map-stage';
import type { NamedStream } from './plan/output-plan';

export type { MappedRows } from './page/row-mapper';
export type { NamedStream } from './plan/output-plan';

/** One stream behind the maps. */
export interface MapOutput {
  readonly name: string;
  /** Made beside the stream itself by `__source__`. */
  readonly isAdditional: boolean;
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

/**
 * `steps`: in their order (`mapChain`). Throws `ConfigInvalid` naming the setting and, for expressions, the place in the text.
 */
export function compileStreamMaps(
  steps: readonly MapStep[],
  stream: NamedStream,
  options: MapOptions = {},
): CompiledMap {
  const now = options.now ?? systemClock;
  const chains = planStages(steps, stream);
  refuseTwins(chains, stream);
  return {
    outputs: chains.map((chain) => {
      const { name, schema } = chain.stream;
      const { columns, keyProperties } = schema;
      const { isAdditional } = chain;
      return { name, isAdditional, schema, columns, keyProperties, mapRows: chainMapper(chain, now) };
    }),
    identity: chains.length === 1 && chains.every(isIdentity),
  };
}

function isIdentity({ stages }: StageChain): boolean {
  return stages.every((stage) => {
    const { plan, source } = stage;
    const sameKeys = plan.schema.keyProperties.join('\0') === source.schema.keyProperties.join('\0');
    return copiesAll(stage) && sameKeys && plan.name === source.name;
  });
}

function refuseTwins(chains: readonly StageChain[], stream: NamedStream): void {
  const names = chains.map((chain) => chain.stream.name);
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
