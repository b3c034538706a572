/**
 * target-jsonl: a stream into a file of JSON lines, each record exactly once.
 *
 * `<destination_path>/<stream>[-<time>].jsonl` holds the lines; `.meltemi/` beside it holds the manifests. Rows show as
 * they are loaded, and the tail of a file may be an unfinished batch while a load runs; what is staged shows at the end.
 */
import { deliveryOf } from '../../model/delivery';
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
import type { SingerTarget } from '../singer-target';
import { dataFileName } from './file-names';
import { finishStream } from './finishing';
import { loadBatch } from './loading';
import { prepareStream } from './preparing';
import { type JsonlSettings, readJsonlSettings } from './settings';
import { JsonlSingerSink } from './singer-sink';
import { type Workplace, workplace } from './workplace';

/** Many times what a load of a page takes, so that whoever is awake is done by then. */
const PATIENCE_MS = 10_000;

/** A `TargetFactory`; `patienceMs` is for tests. */
export function createJsonlTarget(settings: JsonObject, context: PluginContext, patienceMs = PATIENCE_MS): Target {
  return new JsonlTarget(readJsonlSettings(settings, context.pluginName), context, patienceMs);
}

/** A `SingerTargetFactory`. Without `destination_path`, files are made where the program is called. */
export function createJsonlSingerTarget(settings: JsonObject, context: PluginContext): SingerTarget {
  const read = readJsonlSettings(
    { ...settings, destination_path: settings['destination_path'] ?? '' },
    context.pluginName,
  );
  return { kind: 'sink', mapSettings: settings, sink: (output) => new JsonlSingerSink(read, output) };
}

class JsonlTarget implements Target {
  constructor(
    private readonly settings: JsonlSettings,
    private readonly context: PluginContext,
    private readonly patienceMs: number,
  ) {}

  async plan(stream: OutputStream): Promise<TargetPlan> {
    const { loadMode, timestamped } = this.settings;
    const place = this.placeOf(stream);
    const destination = place.pathOf(timestamped ? `${place.base}-<time>.jsonl` : dataFileName(place.base, null));
    return {
      destination,
      loadMode,
      delivery: deliveryOf(loadMode, stream.replication),
      encodings: ['text'],
      steps: [
        loadMode === 'overwrite'
          ? `replace ${destination} when the stream is complete`
          : `append JSON lines to ${destination}`,
      ],
    };
  }

  prepare(request: PrepareRequest, signal: AbortSignal): Promise<Prepared> {
    return prepareStream(this.placeOf(request.stream), request, signal);
  }

  load(batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
    return loadBatch(this.placeOf(batch.stream), batch, signal);
  }

  finish(request: FinishRequest, signal: AbortSignal): Promise<void> {
    return finishStream(this.placeOf(request.stream), request, signal);
  }

  async close(): Promise<void> {
    // Files are open only while a call runs.
  }

  private placeOf(stream: OutputStream): Workplace {
    return workplace(this.settings, stream, this.context.faultPoint, this.patienceMs);
  }
}
