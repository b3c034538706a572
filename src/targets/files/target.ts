/**
 * Targets that make an object of each batch, exactly once: in a bucket, a container or a folder. `manifest.ts` tells how.
 */
import { deliveryOf } from '../../model/delivery';
import type { PluginContext } from '../../model/plugin-context';
import { honoursConditions } from '../../systems/objects/honours-conditions';
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
import { batchTime } from './layout';
import { loadBatch } from './loading';
import { streamKey } from './manifest';
import { ManifestStore } from './manifest-store';
import type { FileTargetOptions, Patience, Place } from './place';
import { prepareStream } from './preparing';

/** Many times what an upload of a page takes. */
const PATIENCE: Patience = { predecessorMs: 10_000 };

/** `patience` is for tests. */
export function createFileTarget(
  options: FileTargetOptions,
  context: PluginContext,
  patience: Patience = PATIENCE,
): Target {
  return new FileTarget(options, context, patience);
}

class FileTarget implements Target {
  readonly #manifests = new Map<string, ManifestStore>();
  /** Null: not known yet. */
  #conditions: boolean | null = null;

  constructor(
    private readonly options: FileTargetOptions,
    private readonly context: PluginContext,
    private readonly patience: Patience,
  ) {}

  async plan(stream: OutputStream): Promise<TargetPlan> {
    const { layout, loadMode, objects } = this.options;
    const destination = `${objects.place}/${layout.key(stream.name, batchTime(), 1)}`;
    const loadsOnce = layout.numbered && this.#conditions !== false;
    const folder = `${objects.place}/${layout.folder(stream.name)}`;
    return {
      destination,
      loadMode,
      delivery: loadsOnce ? deliveryOf(loadMode, stream.replication) : 'at least once',
      encodings: ['text'],
      steps: [
        loadMode === 'overwrite'
          ? `replace the objects of the run before in ${folder} when the stream is complete`
          : `add an object of each batch to ${folder}`,
      ],
    };
  }

  async prepare(request: PrepareRequest, signal: AbortSignal): Promise<Prepared> {
    const place = this.placeOf(request.stream);
    await this.askForConditions(place, signal);
    return prepareStream(place, request, signal);
  }

  load(batch: Batch, signal: AbortSignal): Promise<LoadReceipt> {
    return loadBatch(this.placeOf(batch.stream), batch, signal);
  }

  finish(request: FinishRequest, signal: AbortSignal): Promise<void> {
    return finishStream(this.placeOf(request.stream), request, signal);
  }

  async close(): Promise<void> {
    // Files are open only while a call runs; the clients' idle sockets keep nobody up.
  }

  private async askForConditions({ objects, hidden }: Place, signal: AbortSignal): Promise<void> {
    if (this.#conditions !== null) return;
    this.#conditions = await honoursConditions(objects, hidden, signal);
    if (this.#conditions) return;
    this.context.warn(
      `${objects.place} does not keep the conditions of writes, so that two workers at once may both load a batch: delivery is at least once`,
    );
  }

  private placeOf(stream: OutputStream): Place {
    const { layout, objects } = this.options;
    const hidden = layout.hidden(stream.name);
    const key = `${hidden}manifest`;
    const manifests = this.#manifests.get(key) ?? new ManifestStore(objects, key);
    this.#manifests.set(key, manifests);
    return {
      ...this.options,
      manifests,
      stream: stream.name,
      key: streamKey(stream.stateId, stream.name),
      hidden,
      context: this.context,
      patience: this.patience,
    };
  }
}
