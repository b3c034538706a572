/** target-postgres: streams into PostgreSQL tables, each batch exactly once. */
import type { JsonObject } from '../../model/json';
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
import { planStream } from './planning';
import { prepareStream } from './preparing';
import { loadModeOf, readTargetSettings, type PostgresTargetSettings } from './settings';
import { tagOf } from './transaction';
import { PATIENCE, type Patience, type Work } from './work';

/** A `TargetFactory`; `patience` is for tests. */
export function createPostgresTarget(
  settings: JsonObject,
  context: PluginContext,
  patience: Patience = PATIENCE,
): Target {
  return new PostgresTarget(settings, context, patience);
}

class PostgresTarget implements Target {
  private readonly settings: PostgresTargetSettings;
  private readonly pool: PostgresPool;

  constructor(
    settings: JsonObject,
    private readonly context: PluginContext,
    private readonly patience: Patience,
  ) {
    this.settings = readTargetSettings(settings, context.pluginName);
    this.pool = new PostgresPool(this.settings.connection);
  }

  async plan(stream: OutputStream, signal: AbortSignal): Promise<TargetPlan> {
    return planStream(this.workFor(stream), stream, loadModeOf(this.settings, stream), signal);
  }

  async prepare(request: PrepareRequest, signal: AbortSignal): Promise<Prepared> {
    const work = this.workFor(request.stream);
    const purpose = `making the ledger in schema \`${work.destination.schema}\``;
    await this.pool.use({ side: 'target', purpose, signal }, (client) => work.ledger.ensure(client));
    return prepareStream(work, request, signal);
  }

  async load(batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
    return loadBatch(this.workFor(batch.stream), batch, signal);
  }

  async finish(request: FinishRequest, signal: AbortSignal): Promise<void> {
    return finishStream(this.workFor(request.stream), request, signal);
  }

  async close(): Promise<void> {
    return this.pool.close();
  }

  private workFor(stream: OutputStream): Work {
    const destination = destinationOf(this.settings, stream);
    const key = { stateId: stream.stateId, stream: stream.name };
    return {
      pool: this.pool,
      ledger: new Ledger(destination.schema),
      key,
      destination,
      tag: tagOf(destination.schema, key),
      faultPoint: this.context.faultPoint,
      warn: this.context.warn,
      patience: this.patience,
    };
  }
}
