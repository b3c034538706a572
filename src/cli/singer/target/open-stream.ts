/** One stream of the input on its way into a target: records are gathered in a page, a page is loaded as one batch. */
import type { LoadMode } from '../../../model/plan';
import { recordLines } from '../../../pages/encoding/record-lines';
import type { PageStore, PageWriter } from '../../../pages/page-store';
import type { RecordMessage, SchemaMessage, SingerStream } from '../../../targets/singer-target';
import type { OutputStream, Prepared, Target } from '../../../targets/target';

/** Lines are handed to the page in pieces of this size: fewer writes, and little memory. */
const PIECE_BYTES = 256 * 1024;

export interface PipeRun {
  readonly target: Target;
  readonly pages: PageStore;
  readonly runId: string;
  /** Of the target's head: one per plugin, so that a pipe which was left behind is fenced by its successor. */
  readonly stateId: string;
  readonly signal: AbortSignal;
}

export class OpenStream {
  readonly output: OutputStream;
  /** Records that are not loaded yet, and their bytes. */
  rows = 0;
  bytes = 0;
  private loadMode: LoadMode = 'append';
  private prepared: Prepared | null = null;
  private seq = 0;
  private writer: PageWriter | null = null;
  private piece: string[] = [];
  private pieceBytes = 0;
  private readonly lineOf: (message: RecordMessage) => string;

  private constructor(
    private readonly run: PipeRun,
    readonly message: SchemaMessage,
    private readonly stream: SingerStream,
  ) {
    this.output = {
      stateId: run.stateId,
      name: message.stream,
      schema: stream.schema,
      replication: { method: 'FULL_TABLE', snapshot: false },
      resumable: true,
    };
    const encode = recordLines(stream.schema);
    this.lineOf = (record) => encode(stream.values(record));
  }

  /** Makes the destination fit for the stream. */
  static async open(run: PipeRun, message: SchemaMessage, stream: SingerStream): Promise<OpenStream> {
    const open = new OpenStream(run, message, stream);
    open.loadMode = (await run.target.plan(open.output, run.signal)).loadMode;
    await open.prepare();
    return open;
  }

  /** Nothing shows before the end of the input. */
  get replaces(): boolean {
    return this.loadMode === 'overwrite';
  }

  /** Throws `RecordInvalid`. */
  async add(message: RecordMessage): Promise<void> {
    const line = this.lineOf(message);
    this.piece.push(line);
    this.rows++;
    this.bytes += line.length;
    this.pieceBytes += line.length;
    if (this.pieceBytes >= PIECE_BYTES) await this.writePiece();
  }

  /** Loads what was added; does nothing when there is nothing. */
  async load(): Promise<void> {
    if (this.rows === 0) return;
    await this.writePiece();
    const { target, pages, runId, signal } = this.run;
    const ref = await this.writer?.commit();
    this.writer = null;
    if (ref === undefined) return;
    const { epoch } = this.prepared ?? (await this.prepare());
    const seq = this.seq + 1;
    const batch = { stream: this.output, loadMode: this.loadMode, runId, epoch, seq, bookmark: null };
    const page = await pages.open(ref);
    await target.load({ ...batch, next: { kind: 'cursor', cursor: seq }, page }, signal);
    this.seq = seq;
    await pages.remove([ref.key]);
    this.rows = 0;
    this.bytes = 0;
  }

  /** Publishes what is loaded. More may be added afterwards, unless it replaces what was there. */
  async finish(): Promise<void> {
    if (this.prepared === null) return;
    const { target, runId, signal } = this.run;
    const { epoch } = this.prepared;
    await target.finish({ stream: this.output, loadMode: this.loadMode, runId, epoch, outcome: 'completed' }, signal);
    this.prepared = null;
  }

  async abort(): Promise<void> {
    await this.writer?.abort();
  }

  private async prepare(): Promise<Prepared> {
    const { target, runId, signal } = this.run;
    const request = { stream: this.output, loadMode: this.loadMode, runId, known: null };
    this.prepared = await target.prepare({ ...request, fullRefresh: false, restart: false }, signal);
    this.seq = this.prepared.seq;
    return this.prepared;
  }

  private async writePiece(): Promise<void> {
    if (this.piece.length === 0) return;
    this.writer ??= await this.run.pages.create(
      {
        project: 'singer',
        stateId: this.run.stateId,
        runId: this.run.runId,
        stream: this.output.name,
        seq: this.seq + 1,
        attempt: `1.${this.prepared?.epoch ?? 0}`,
      },
      'text',
      this.stream.schema,
    );
    const rows = this.piece.length;
    const bytes = Buffer.from(this.piece.join(''));
    this.piece = [];
    this.pieceBytes = 0;
    await this.writer.write(bytes, rows);
  }
}
