/** target-duckdb: streams into tables of one DuckDB file, each batch exactly once, read by DuckDB itself from the page's bytes. */
import type { JsonObject } from '../../model/json';
import type { PluginContext } from '../../model/plugin-context';
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
import { finishStream } from './finishing';
import { loadBatch } from './loading';
import { planStream } from './planning';
import { prepareStream } from './preparing';
import { type DuckdbSettings, loadModeOf, readDuckdbSettings } from './settings';
import { type Work, workOn } from './work';

/** A `TargetFactory`. */
export function createDuckdbTarget(settings: JsonObject, context: PluginContext): Target {
  return new DuckdbTarget(readDuckdbSettings(settings, context.pluginName), context);
}

class DuckdbTarget implements Target {
  constructor(
    private readonly settings: DuckdbSettings,
    private readonly context: PluginContext,
  ) {}

  async plan(stream: OutputStream, signal: AbortSignal): Promise<TargetPlan> {
    return planStream(this.workOn(stream), stream, loadModeOf(this.settings, stream), signal);
  }

  prepare(request: PrepareRequest, signal: AbortSignal): Promise<Prepared> {
    return prepareStream(this.workOn(request.stream), request, signal);
  }

  load(batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
    return loadBatch(this.workOn(batch.stream), batch, signal);
  }

  finish(request: FinishRequest, signal: AbortSignal): Promise<void> {
    return finishStream(this.workOn(request.stream), request, signal);
  }

  async close(): Promise<void> {
    // The file is open only while a call runs.
  }

  private workOn(stream: OutputStream): Work {
    return workOn(this.settings, stream, this.context.faultPoint);
  }
}
