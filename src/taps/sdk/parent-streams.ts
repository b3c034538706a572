/**
 * The streams above a child: which of their records it is read for. As in the Singer SDK these are the records that are new by the
 * parent's own replication key when the project reads the parent too; else all of them.
 */
import type { Bookmark } from '../../model/position';
import type { JsonValue } from '../../model/json';
import { standaloneRun, type Context, type SdkRecord, type Stream, type StreamRun } from '../../sdk';
import { StreamProgress, type ProgressOptions } from './stream-progress';
import type { Parents } from './units';

export interface Surroundings {
  /** Whether the project reads a stream. */
  readonly reads: (stream: string) => boolean;
  /** Keeps a parent for the next page, with what it has (a token, say). */
  readonly kept: (parent: Stream) => Stream;
}

export class ParentStreams implements Parents {
  /** The child's own note: the bookmark of the parent itself moves with the parent's loads, which know nothing of the children. */
  #limit: { readonly parent: string; readonly progress: StreamProgress } | null = null;

  constructor(
    private readonly child: Stream,
    private readonly options: ProgressOptions,
    private readonly from: { readonly bookmark: Bookmark | null; readonly saved: JsonValue },
    private readonly run: Partial<StreamRun>,
    private readonly around: Surroundings,
  ) {}

  ready(made: Stream): Stream {
    const parent = this.around.kept(made);
    const progress = this.#limits(parent) ? this.#progressOf(parent) : null;
    if (progress !== null) this.#limit = { parent: parent.name, progress };
    parent.begin(
      standaloneRun({
        ...this.run,
        replicationMethod: progress === null ? 'FULL_TABLE' : 'INCREMENTAL',
        startingValue: (context) => progress?.startingValue(context) ?? null,
      }),
    );
    return parent;
  }

  wants(parent: Stream, record: SdkRecord, context: Context | null): boolean {
    return this.#limit?.parent !== parent.name || this.#limit.progress.take(record, context, () => '');
  }

  /** How far the parent has come; null: all of its records were read. */
  get bookmark(): Bookmark | null {
    return this.#limit?.progress.bookmark(true) ?? null;
  }

  save(): JsonValue {
    return this.#limit?.progress.save() ?? null;
  }

  #limits(parent: Stream): boolean {
    const { child } = this;
    return (
      // A table that is replaced needs the children of all parents.
      this.options.replication.method === 'INCREMENTAL' &&
      !child.ignoreParentReplicationKey &&
      parent.replicationKey !== null &&
      parent.forcedReplicationMethod !== 'FULL_TABLE' &&
      parent.parentStream === null &&
      parent.partitions === null &&
      this.around.reads(parent.name)
    );
  }

  #progressOf(parent: Stream): StreamProgress {
    const { replicationKey, replicationComparison } = parent;
    const options: ProgressOptions = {
      ...this.options,
      replication: {
        method: 'INCREMENTAL',
        replicationKey: replicationKey ?? '',
        // Children of a parent that is met again are not doubled: they have bookmarks of their own.
        comparison: replicationComparison === 'gt' ? 'gt' : 'gte',
      },
    };
    const { saved, bookmark } = this.from;
    if (saved !== null) return StreamProgress.resumed(parent, options, saved);
    return StreamProgress.from(parent, options, bookmark?.parent ?? null);
  }
}
