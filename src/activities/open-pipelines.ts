/**
 * The pipelines that this worker has open: plugins made of the project's settings, and what is known of their streams.
 * Kept as long as the project's files do not change, so that a page costs no connection and no discovery; a changed file
 * (a rotated password) takes effect with the next attempt.
 */
import type { StreamContext } from '../model/activity-io';
import { MeltemiError } from '../model/errors';
import type { PipelineRef } from '../model/plan';
import type { PipelineOptions } from '../model/run';
import { schemaHash } from '../model/schema-hash';
import type { Project } from '../project/project';
import type { ActivityDeps } from './deps';
import { OpenPipeline } from './open-pipeline';
import type { OpenStream } from './open-stream';

/** Plugins of a project that changed are closed after the pages that still use them: no page takes this long. */
const RETIRED_CLOSE_MS = 15 * 60_000;
/** Streams remembered per worker; a run with more discovers some of them twice. */
const MAX_STREAMS = 2000;

type Deps = Pick<
  ActivityDeps,
  'projects' | 'tapFactory' | 'programTap' | 'isNative' | 'targetFactory' | 'redactor' | 'faultPoint' | 'warn'
>;

interface Entry {
  readonly project: Project;
  readonly pipeline: OpenPipeline;
}

export class OpenPipelines {
  private readonly entries = new Map<string, Entry>();
  private readonly streams = new Map<string, Promise<OpenStream>>();
  private readonly retired = new Set<OpenPipeline>();

  constructor(private readonly deps: Deps) {}

  async open(pipeline: PipelineRef, options: PipelineOptions): Promise<OpenPipeline> {
    const project = await this.deps.projects.load(pipeline.environment, pipeline.schedule);
    const key = JSON.stringify([pipeline, options.select, options.refreshCatalog === true]);
    const known = this.entries.get(key);
    if (known?.project === project) return known.pipeline;
    if (known !== undefined) this.retire(known.pipeline);
    const opened = OpenPipeline.make(this.deps, project, pipeline, options);
    this.entries.set(key, { project, pipeline: opened });
    return opened;
  }

  /** The stream of an activity, with the columns that the plan was made with. Throws `SourceSchemaChanged`, `StreamNotFound`. */
  async stream(context: StreamContext, signal: AbortSignal): Promise<OpenStream> {
    const pipeline = await this.open(context.pipeline, context.options);
    const key = `${pipeline.id}/${context.runId}/${context.stream.name}`;
    const known = this.streams.get(key);
    if (known !== undefined) return known;
    const finding = this.find(pipeline, context, signal);
    this.remember(key, finding);
    return finding;
  }

  async close(): Promise<void> {
    const open = [...this.retired, ...[...this.entries.values()].map((entry) => entry.pipeline)];
    this.entries.clear();
    this.retired.clear();
    this.streams.clear();
    await Promise.all(open.map((pipeline) => pipeline.close()));
  }

  private async find(pipeline: OpenPipeline, context: StreamContext, signal: AbortSignal): Promise<OpenStream> {
    const { name, source = name, schemaHash: planned } = context.stream;
    const { streams, refused } = await pipeline.streams(signal, [source]);
    const refusal = refused.find((each) => each.stream === name || each.stream === source);
    if (refusal !== undefined) throw refusal.error;
    const found = streams.find((stream) => stream.name === name);
    if (found === undefined) {
      throw new MeltemiError(
        'StreamNotFound',
        `Reading stream \`${source}\` of \`${context.pipeline.tap}\`: the source does not have it any more, or the project does not select it.`,
        'Run the job again to plan it anew.',
      );
    }
    if (schemaHash(found.selected.schema) !== planned) {
      throw new MeltemiError(
        'SourceSchemaChanged',
        `Reading stream \`${name}\` of \`${context.pipeline.tap}\`: its columns changed while the run was on.`,
        'Run the job again: it goes on from the bookmark with the columns as they are now.',
      );
    }
    return { ...found, selected: { ...found.selected, replication: context.stream.replication } };
  }

  private remember(key: string, finding: Promise<OpenStream>): void {
    const oldest = this.streams.keys().next().value;
    if (this.streams.size >= MAX_STREAMS && oldest !== undefined) this.streams.delete(oldest);
    this.streams.set(key, finding);
    // A failed search must not be remembered: the next attempt may have better luck.
    finding.catch(() => this.streams.delete(key));
  }

  private retire(pipeline: OpenPipeline): void {
    this.retired.add(pipeline);
    setTimeout(() => {
      if (!this.retired.delete(pipeline)) return;
      pipeline.close().catch((error: unknown) => this.deps.warn(`Closing plugins failed: ${String(error)}`));
    }, RETIRED_CLOSE_MS).unref();
  }
}
