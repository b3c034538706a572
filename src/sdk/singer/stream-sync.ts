/** Reads one stream with its children, as the Singer SDK does: once for a whole stream, once for each context of a parent's record. */
import type { JsonValue } from '../../model/json';
import { childContexts } from '../child-contexts';
import { assertRecord } from '../record-check';
import type { Context, SdkRecord } from '../context';
import type { StreamRun } from '../stream-run';
import type { MessageWriter } from './message-writer';
import { StreamBookmarks } from './stream-bookmarks';
import { isWanted, type StreamPlan } from './stream-plan';
import type { TapState } from './tap-state';

/** What the streams of a run share. */
export interface SharedRun {
  readonly run: StreamRun;
  readonly state: TapState;
  readonly writer: MessageWriter;
  /** The setting `start_date`; null when there is none. */
  readonly startDate: JsonValue;
  /** Of ACTIVATE_VERSION messages, in seconds since 1970; null: none are written. */
  readonly version: number | null;
}

export class StreamSync {
  readonly #children: readonly StreamSync[];
  readonly #bookmarks: StreamBookmarks;
  /** Whether the state has changed since the stream wrote it. */
  #isStateDue = false;

  constructor(
    private readonly plan: StreamPlan,
    private readonly shared: SharedRun,
  ) {
    this.#children = plan.children.filter(isWanted).map((child) => new StreamSync(child, shared));
    this.#bookmarks = new StreamBookmarks(shared.state, plan);
    plan.stream.begin({
      ...shared.run,
      replicationMethod: plan.method,
      startingValue: (context) => this.#bookmarks.startingValue(context),
    });
  }

  /** `given`: null for a stream that no other one drives. Throws what the stream does, and `RecordInvalid`, `MapFailed`, `ConfigInvalid`. */
  async sync(given: Context | null): Promise<void> {
    const context = given !== null && Object.keys(given).length > 0 ? given : null;
    this.#bookmarks.signpost(context);
    await this.#begin();
    let count = 0;
    for (const current of context === null ? this.#contexts() : [context]) count = await this.#read(current, count);
    // A child's is at its end when all contexts are.
    if (context === null) this.#promote(null);
    await this.#writeState(context !== null);
  }

  /** The end of the tap: bookmarks that several contexts share are at their end now. */
  async finish(): Promise<void> {
    for (const child of this.#children) if (child.plan.isSelected) await child.finish();
    if (!this.plan.isSelected) return;
    for (const context of this.#contexts()) this.#promote(context);
    await this.#writeState(false);
  }

  async #begin(): Promise<void> {
    const { name: stream, isSelected, schema, keyProperties, replicationKey } = this.plan;
    const { writer } = this.shared;
    const lines = writer.schema({ stream, schema, keyProperties, replicationKey });
    if (!isSelected) return;
    await writer.write(lines);
    const version = this.#version;
    if (version !== null) await writer.write(writer.activateVersion(stream, version));
  }

  /** `count`: records of the contexts before; answers it with those of this one. */
  async #read(context: Context | null, count: number): Promise<number> {
    const { stream, isSelected } = this.plan;
    this.#bookmarks.start(context, this.shared.startDate);
    const partition = Object.entries(this.#bookmarks.partitionOf(context) ?? {});
    for await (const given of stream.getRecords(context)) {
      this.shared.run.signal.throwIfAborted();
      assertRecord(stream.name, given);
      const record = stream.postProcess(given, context);
      if (record === null) continue;
      for (const [key, value] of partition) if (!Object.hasOwn(record, key)) record[key] = value;
      await this.#take(record, context);
      count++;
      if (isSelected && count % stream.stateMsgFrequency === 0) await this.#writeState(true);
    }
    if (this.#bookmarks.isOwn(context)) this.#promote(context);
    return count;
  }

  async #take(record: SdkRecord, context: Context | null): Promise<void> {
    const { stream, name, isSelected, shape } = this.plan;
    const { writer } = this.shared;
    const message =
      isSelected || writer.hasMaps ? writer.record(name, shape(record), this.#version) : { lines: '', passed: true };
    // Children of a record come before it: once it is bookmarked, nothing of it may be missing.
    if (message.passed && this.#children.length > 0) {
      const streams = this.#children.map((child) => child.plan.stream);
      for (const made of childContexts(stream, streams, record, context))
        for (const child of this.#children) await child.sync({ ...made });
    }
    if (!isSelected) return;
    await writer.write(message.lines);
    this.#isStateDue = true;
    this.#bookmarks.take(record, context);
  }

  #contexts(): readonly (Context | null)[] {
    const contexts = this.plan.stream.partitions ?? this.#bookmarks.contexts();
    return contexts.length === 0 ? [null] : contexts;
  }

  #promote(context: Context | null): void {
    this.#bookmarks.promote(context);
    this.#isStateDue = true;
  }

  async #writeState(canWait: boolean): Promise<void> {
    if (!this.#isStateDue) return;
    this.#bookmarks.ensure();
    await this.shared.writer.state(this.shared.state, canWait);
    this.#isStateDue = false;
  }

  get #version(): number | null {
    return this.plan.method === 'FULL_TABLE' ? this.shared.version : null;
  }
}
