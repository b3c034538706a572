/** target-postgres: streams into PostgreSQL tables, each batch exactly once. */
import type { JsonObject, JsonValue } from '../../model/json';
import type { PluginContext } from '../../model/plugin-context';
import { PostgresPool } from '../../systems/postgres/pool';
import type {
  Batch,
  FinishRequest,
  LoadReceipt,
  OutputStream,
  Prepared,
  PrepareRequest,
  Target,
  TargetPlan,
} from '../target';
import { destinationOf } from './destination';
import { finishStream } from './finishing';
import { Ledger } from './ledger';
import { loadBatch } from './loading';
import { fittedPage } from './fitted-page';
import { type MetadataColumn, metadataOf } from './metadata';
import { planStream } from './planning';
import { prepareStream } from './preparing';
import { loadModeOf, readTargetSettings, type PostgresTargetSettings } from './settings';
import { tagOf } from './transaction';
import { variantOf, withNames } from './variant';
import { keepVersion } from './versions';
import { PATIENCE, type Patience, type Work } from './work';

/** `variant`: as the project names it. `pipe`: it is called as a Singer program. `patience` is for tests. */
export interface TargetManner {
  readonly variant?: string | null;
  readonly pipe?: boolean;
  readonly patience?: Patience;
}

/** A `TargetFactory` with its third argument. */
export function createPostgresTarget(
  settings: JsonObject,
  context: PluginContext,
  { variant = null, pipe = false, patience = PATIENCE }: TargetManner = {},
): PostgresTarget {
  const read = readTargetSettings(settings, context.pluginName, { variant: variantOf(variant), pipe });
  return new PostgresTarget(read, context, patience);
}

export class PostgresTarget implements Target {
  private readonly pool: PostgresPool;

  constructor(
    private readonly settings: PostgresTargetSettings,
    private readonly context: PluginContext,
    private readonly patience: Patience,
  ) {
    this.pool = new PostgresPool(this.settings.connection);
  }

  async plan(given: OutputStream, signal: AbortSignal): Promise<TargetPlan> {
    const { work, stream } = this.placed(given);
    return planStream(work, stream, loadModeOf(this.settings, stream), signal);
  }

  async prepare(given: PrepareRequest, signal: AbortSignal): Promise<Prepared> {
    const { work, stream } = this.placed(given.stream);
    const purpose = `making the ledger in schema \`${work.destination.schema}\``;
    await this.pool.use({ side: 'target', purpose, signal }, (client) => work.ledger.ensure(client));
    return prepareStream(work, { ...given, stream }, signal);
  }

  async load(batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
    const { work, stream } = this.placed(batch.stream);
    const page = batch.page === null ? null : fittedPage(this.settings, batch.page);
    return loadBatch(work, { ...batch, stream, page }, signal);
  }

  async finish(request: FinishRequest, signal: AbortSignal): Promise<void> {
    const { work, stream } = this.placed(request.stream);
    return finishStream(work, { ...request, stream }, signal);
  }

  /** Of a table with `_sdc_` columns: rows of old versions are deleted (`hard`) or marked as deleted. */
  async keepVersion(stream: OutputStream, version: JsonValue, hard: boolean, signal: AbortSignal): Promise<void> {
    return keepVersion(this.placed(stream).work, version, hard, signal);
  }

  async close(): Promise<void> {
    return this.pool.close();
  }

  /** The stream as its table has it: names by the variant's rules, `_sdc_` columns behind its own. */
  private placed(given: OutputStream): { readonly work: Work; readonly stream: OutputStream } {
    const { variant } = this.settings;
    const named = withNames(variant, given.schema);
    const metadata = this.settings.metadata ? metadataOf(variant, named) : [];
    const schema = { ...named, columns: [...named.columns, ...metadata.map(({ column }) => column)] };
    const stream = { ...given, schema };
    return { stream, work: this.workFor(stream, metadata) };
  }

  private workFor(stream: OutputStream, metadata: readonly MetadataColumn[]): Work {
    const destination = destinationOf(this.settings, stream);
    const key = { stateId: stream.stateId, stream: stream.name };
    return {
      pool: this.pool,
      ledger: new Ledger(destination.schema),
      key,
      destination,
      settings: this.settings,
      metadata,
      tag: tagOf(destination.schema, key),
      faultPoint: this.context.faultPoint,
      warn: this.context.warn,
      patience: this.patience,
    };
  }
}
