/**
 * Messages → batches of a target: each stream gathers its records, a full batch is loaded, and a STATE is printed only when
 * everything before it is in the target.
 */
import { isDeepStrictEqual } from 'node:util';
import { MeltemiError } from '../../../model/errors';
import type {
  RecordMessage,
  SchemaMessage,
  SingerOutput,
  SingerRules,
  SingerSink,
  StateMessage,
  VersionMessage,
} from '../../../targets/singer-target';
import { OpenStream, type PipeRun } from './open-stream';
import { StateKeeper } from './state-keeper';

/** A batch of wide records is loaded before it has its rows: four pages of a native run. */
const MAX_BATCH_BYTES = 64 * 1024 * 1024;
/** What a run that dies has to read again, at most; the Singer SDK has it so. */
const CHECKPOINT_EVERY_MS = 5 * 60 * 1000;

export class BatchSink implements SingerSink {
  private readonly streams = new Map<string, OpenStream>();
  private readonly states = new StateKeeper();
  private checkpointAt = Date.now() + CHECKPOINT_EVERY_MS;

  constructor(
    private readonly run: PipeRun,
    private readonly rules: SingerRules,
    private readonly output: SingerOutput,
  ) {}

  async schema(message: SchemaMessage): Promise<void> {
    const known = this.streams.get(message.stream);
    if (known !== undefined && isDeepStrictEqual(known.message, message)) return;
    if (known !== undefined) await this.endOf(known);
    this.streams.set(message.stream, await OpenStream.open(this.run, message, this.rules.stream(message)));
  }

  async record(message: RecordMessage): Promise<void> {
    const stream = this.known(message.stream, 'RECORD');
    await stream.add(message);
    if (stream.rows >= this.rules.batchRows || stream.bytes >= MAX_BATCH_BYTES) await this.fullBatch(stream);
    else if (Date.now() >= this.checkpointAt) await this.checkpoint();
  }

  async activateVersion({ stream: name, version }: VersionMessage): Promise<void> {
    const stream = this.known(name, 'ACTIVATE_VERSION');
    await this.flush(stream);
    await this.rules.activateVersion(stream.output, version, this.run.signal);
  }

  async state({ value }: StateMessage): Promise<void> {
    this.states.take(value, this.isPending);
  }

  async end(): Promise<void> {
    // Where batches print states, one behind the last full batch is not taken up when nothing came after it.
    if (this.isPending || this.rules.states === 'last') {
      await this.flushAll();
      this.states.allLoaded();
    }
    for (const stream of this.streams.values()) await stream.finish();
    await this.print();
  }

  async close(): Promise<void> {
    for (const stream of this.streams.values()) await stream.abort();
  }

  /** The stream gets another schema: what came under the old one is loaded first. */
  private async endOf(stream: OpenStream): Promise<void> {
    if (stream.rows > 0 && this.rules.states === 'full-batches') {
      await this.flushAll();
      this.states.allLoaded();
      await this.print();
    }
    await this.flush(stream);
    if (!stream.replaces) await stream.finish();
  }

  private async fullBatch(stream: OpenStream): Promise<void> {
    const { flushAllStreams, states } = this.rules;
    if (flushAllStreams) await this.flushAll();
    else await this.flush(stream);
    if (states === 'last') return;
    if (flushAllStreams) this.states.allLoaded();
    else this.states.streamLoaded(stream.output.name);
    await this.print();
  }

  private async checkpoint(): Promise<void> {
    this.checkpointAt = Date.now() + CHECKPOINT_EVERY_MS;
    if (!this.rules.showsBatches || [...this.streams.values()].some(({ replaces }) => replaces)) return;
    await this.flushAll();
    this.states.allLoaded();
    await this.print();
  }

  private async flushAll(): Promise<void> {
    const waiting = [...this.streams.values()].filter(({ rows }) => rows > 0);
    const loadNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await this.flush(next);
    };
    await Promise.all(Array.from({ length: this.rules.parallelism }, loadNext));
  }

  private async flush(stream: OpenStream): Promise<void> {
    if (stream.rows === 0) return;
    await stream.load();
    if (this.rules.showsBatches && !stream.replaces) await stream.finish();
  }

  private get isPending(): boolean {
    return [...this.streams.values()].some(({ rows }) => rows > 0);
  }

  private async print(): Promise<void> {
    const state = this.states.printable;
    if (state !== null) await this.output.printState(state);
  }

  private known(name: string, type: string): OpenStream {
    const stream = this.streams.get(name);
    if (stream !== undefined) return stream;
    throw new MeltemiError(
      'RecordInvalid',
      `A ${type} of stream \`${name}\` came before its SCHEMA.`,
      'The tap has to print a SCHEMA for each stream first.',
    );
  }
}
