/** target-postgres: streams into PostgreSQL tables, each batch exactly once. */
import type { JsonObject, JsonValue } from '../../model/json';
import type { PluginContext } from '../../model/plugin-context';
import type { PageReader } from '../../pages/page-store';
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
    const stream = this.named(given);
    return planStream(this.workFor(stream), stream, loadModeOf(this.settings, stream), signal);
  }

  async prepare(given: PrepareRequest, signal: AbortSignal): Promise<Prepared> {
    const request = { ...given, stream: this.named(given.stream) };
    const work = this.workFor(request.stream);
    const purpose = `making the ledger in schema \`${work.destination.schema}\``;
    await this.pool.use({ side: 'target', purpose, signal }, (client) => work.ledger.ensure(client));
    return prepareStream(work, request, signal);
  }

  async load(batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
    const stream = this.named(batch.stream);
    const page = batch.page === null ? null : this.namedPage(batch.page);
    return loadBatch(this.workFor(stream), { ...batch, stream, page }, signal);
  }

  async finish(request: FinishRequest, signal: AbortSignal): Promise<void> {
    const stream = this.named(request.stream);
    return finishStream(this.workFor(stream), { ...request, stream }, signal);
  }

  /** Of a table with `_sdc_` columns: rows of old versions are deleted (`hard`) or marked as deleted. */
  async keepVersion(stream: OutputStream, version: JsonValue, hard: boolean, signal: AbortSignal): Promise<void> {
    return keepVersion(this.workFor(this.named(stream)), version, hard, signal);
  }

  async close(): Promise<void> {
    return this.pool.close();
  }

  /** The stream with its columns as the variant names them. */
  private named(stream: OutputStream): OutputStream {
    return { ...stream, schema: withNames(this.settings.variant, stream.schema) };
  }

  private namedPage(page: PageReader): PageReader {
    return {
      ref: page.ref,
      schema: withNames(this.settings.variant, page.schema),
      chunks: (signal) => page.chunks(signal),
    };
  }

  private workFor(stream: OutputStream): Work {
    const destination = destinationOf(this.settings, stream);
    const key = { stateId: stream.stateId, stream: stream.name };
    return {
      pool: this.pool,
      ledger: new Ledger(destination.schema),
      key,
      destination,
      settings: this.settings,
      tag: tagOf(destination.schema, key),
      faultPoint: this.context.faultPoint,
      warn: this.context.warn,
      patience: this.patience,
    };
  }
}
