/** One process of a tap, read page by page. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { parseJson } from '../../model/lossless-json';
import type { PageLimits } from '../../model/page-ref';
import { isMapping, ownValue } from '../../model/state-document';
import type { PageWriter } from '../../pages/page-store';
import type { SelectedStream } from '../tap';
import { batchRecords } from '../../systems/batch-files/read-batch';
import { messageBlocks } from './message-blocks';
import { recordLines } from '../../pages/encoding/record-lines';
import { recordTextLines } from '../../pages/encoding/record-text-lines';
import type { RunningTap } from './tap-program';

/** Lines are handed to the page in pieces of this many characters. */
const PIECE_CHARACTERS = 256 * 1024;
/** Of a message's type, for an error. */
const MAX_TYPE_CHARACTERS = 40;

export interface ReadPage {
  readonly ended: boolean;
  /** The last state that stands behind all records of the page; null: none came. */
  readonly state: JsonObject | null;
}

export class Session {
  /** Names the place behind the last page: another process, or this one at another place, is not there. */
  page = '';
  readonly #tap: string;
  readonly #stream: SelectedStream;
  readonly #running: RunningTap;
  readonly #warn: (message: string) => void;
  readonly #blocks: AsyncGenerator<string, void, undefined>;
  #block = '';
  /** Where the next line begins in the block; behind its end when all are taken. */
  #at = 1;
  /** Asked for, and not there yet when a page ended. */
  #nextBlock: ReturnType<AsyncGenerator<string, void, undefined>['next']> | null = null;
  /** A state was the last that came. */
  #isAtState = false;
  readonly #stopped = new AbortController();
  /** Of the file that a BATCH message named, what is still to be read. */
  #batch: AsyncGenerator<JsonObject, void, undefined> | null = null;
  readonly #encode: (record: JsonObject) => string;
  readonly #encodeText: (text: string, record: JsonObject) => string;
  #state: JsonObject | null = null;
  #closed: Promise<void> | null = null;
  #warned = false;

  constructor(tap: string, stream: SelectedStream, running: RunningTap, warn: (message: string) => void) {
    this.#tap = tap;
    this.#stream = stream;
    this.#running = running;
    this.#warn = warn;
    this.#blocks = messageBlocks(running, tap);
    this.#encode = recordLines(stream.schema);
    this.#encodeText = recordTextLines(stream.schema);
  }

  /**
   * `atState`: the page ends at a state only. A tap that says nothing more for the time of a page does not keep back what it gave. Throws `PluginFailed` and `PluginKilled` when the program ends badly, `RecordInvalid` and
   * `SourceSchemaChanged` for what it prints.
   */
  async readPage(limits: PageLimits, page: PageWriter, atState: boolean): Promise<ReadPage> {
    const endsAtMs = Date.now() + limits.maxSeconds * 1000;
    const full = untilFull(limits, page, endsAtMs);
    const piece = new Piece(page);
    for (;;) {
      const isFull = this.#batch === null ? this.#takeLines(piece, atState, full) : await this.#takeFromFile(piece);
      if (piece.isLarge) await piece.flush();
      if (isFull || (!atState && full(piece.rows))) return this.#seal(piece);
      if (this.#batch !== null || this.#at <= this.#block.length) continue;
      const mayEnd = piece.rows > 0 && (this.#isAtState || !atState);
      const came = await this.#readBlock(mayEnd ? endsAtMs - Date.now() : Infinity);
      if (came === 'end') return this.#end(piece);
      if (came === 'nothing') return this.#seal(piece);
    }
  }

  close(): Promise<void> {
    this.#stopped.abort();
    this.#closed ??= this.#running.stop();
    return this.#closed;
  }

  async #seal(piece: Piece): Promise<ReadPage> {
    await piece.flush();
    this.page = randomUUID();
    return { ended: false, state: this.#state };
  }

  async #end(piece: Piece): Promise<ReadPage> {
    await piece.flush();
    const failure = await this.#running.ended;
    if (failure !== null) throw failure;
    return { ended: true, state: this.#state };
  }

  /** `nothing`: not in this time. */
  async #readBlock(withinMs: number): Promise<'block' | 'end' | 'nothing'> {
    this.#nextBlock ??= this.#blocks.next();
    const next = await within(this.#nextBlock, withinMs);
    if (next === null) return 'nothing';
    this.#nextBlock = null;
    this.#block = next.value ?? '';
    this.#at = next.done === true ? 1 : 0;
    return next.done === true ? 'end' : 'block';
  }

  /** As many as there are without a wait, which would cost more than the line itself. Answers whether the page is full. */
  #takeLines(piece: Piece, atState: boolean, full: (rows: number) => boolean): boolean {
    while (this.#at <= this.#block.length && this.#batch === null && !piece.isLarge) {
      const end = this.#block.indexOf('\n', this.#at);
      const line = this.#block.slice(this.#at, end === -1 ? undefined : end);
      this.#at = (end === -1 ? this.#block.length : end) + 1;
      const isState = line !== '' && this.#take(line, piece);
      if ((isState || !atState) && full(piece.rows)) return true;
    }
    return false;
  }

  /** One record; a page that ends at a state does not end here. */
  async #takeFromFile(piece: Piece): Promise<false> {
    const record = await this.#batch?.next();
    if (record?.done === false) this.#add(piece, this.#encode(record.value));
    else this.#batch = null;
    return false;
  }

  /** Answers whether it was a state. */
  #take(line: string, piece: Piece): boolean {
    const message = this.#parse(line, JSON.parse as (text: string) => JsonValue);
    switch (message['type']) {
      case 'RECORD':
        if (message['stream'] === this.#stream.name)
          this.#add(piece, this.#encodeText(line, this.#part(message, 'record')));
        return false;
      case 'ACTIVATE_VERSION':
        // A full table is loaded as a whole in any case, and what it did not bring again is known by that.
        return false;
      default:
        return this.#takeRare(this.#parse(line, parseJson));
    }
  }

  #add(piece: Piece, line: string): void {
    this.#isAtState = false;
    piece.add(line);
  }

  #takeRare(message: JsonObject): boolean {
    const isOurs = message['stream'] === this.#stream.name;
    switch (message['type']) {
      case 'SCHEMA':
        if (isOurs) this.#check(this.#part(message, 'schema'));
        return false;
      case 'STATE':
        this.#state = this.#part(message, 'value');
        this.#isAtState = true;
        if (ownValue(this.#state, 'bookmarks') === undefined) this.#warnOnce();
        return true;
      case 'BATCH':
        if (isOurs) this.#batch = this.#records(message);
        return false;
      default:
        throw this.#invalid(
          `it printed a message of ${unknownType(message['type'])}`,
          'Taps send SCHEMA, RECORD, BATCH, STATE and ACTIVATE_VERSION.',
        );
    }
  }

  #records(message: JsonObject): AsyncGenerator<JsonObject, void, undefined> {
    const { folder } = this.#running;
    return batchRecords(message, { folder, who: `\`${this.#tap}\``, signal: this.#stopped.signal });
  }

  #parse(line: string, parse: (text: string) => JsonValue): JsonObject {
    let message: JsonValue = null;
    try {
      message = parse(line);
    } catch {
      // told below, without what the line holds
    }
    if (message !== null && isMapping(message)) return message;
    throw this.#invalid(
      'it printed a line that is no Singer message',
      `Look at what it prints: \`meltemi invoke ${this.#tap}\`; what is not a message belongs on stderr.`,
    );
  }

  #invalid(what: string, remedy: string): MeltemiError {
    const reason = `Reading stream \`${this.#stream.name}\` of \`${this.#tap}\`: ${what}.`;
    return new MeltemiError('RecordInvalid', reason, remedy);
  }

  #part(message: JsonObject, name: string): JsonObject {
    const part = ownValue(message, name);
    if (part !== undefined && isMapping(part)) return part;
    throw this.#invalid(`a message has no object as its \`${name}\``, 'Tell the author of the tap.');
  }

  /** A property that was not planned would be lost. */
  #check(schema: JsonObject): void {
    const properties = ownValue(schema, 'properties');
    if (properties === undefined || !isMapping(properties)) return;
    const planned = new Set(this.#stream.schema.columns.map(({ name }) => name));
    const news = Object.keys(properties).filter((name) => !planned.has(name));
    if (news.length === 0) return;
    throw new MeltemiError(
      'SourceSchemaChanged',
      `Stream \`${this.#stream.name}\` of \`${this.#tap}\` has properties that its catalog does not have, or does not select: ${news.map((name) => `\`${name}\``).join(', ')}.`,
      'Run again with `--refresh-catalog`.',
    );
  }

  #warnOnce(): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#warn('its states have no `bookmarks`, so each run reads everything.');
  }
}

function unknownType(type: JsonValue | undefined): string {
  return typeof type === 'string' ? `the unknown type \`${type.slice(0, MAX_TYPE_CHARACTERS)}\`` : 'no type';
}

/** Lines on their way to the page. */
class Piece {
  rows = 0;
  #lines: string[] = [];
  #characters = 0;

  constructor(private readonly page: PageWriter) {}

  /** It should be flushed before more is added. */
  get isLarge(): boolean {
    return this.#characters >= PIECE_CHARACTERS;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#characters += line.length;
    this.rows++;
  }

  async flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    this.#characters = 0;
    if (lines.length > 0) await this.page.write(Buffer.from(lines.join('')), lines.length);
  }
}

/** Null: it has not come in this time. It may still, or fail, when nobody waits. */
async function within<T>(coming: Promise<T>, ms: number): Promise<T | null> {
  if (ms === Infinity) return coming;
  const enough = new AbortController();
  const timer = sleep(Math.max(0, ms), null, { signal: enough.signal }).catch(() => null);
  coming.catch(() => undefined);
  return Promise.race([coming, timer]).finally(() => enough.abort());
}

function untilFull(limits: PageLimits, page: PageWriter, endsAtMs: number): (rows: number) => boolean {
  return (rows) => rows >= limits.maxRows || page.bytes >= limits.maxBytes || Date.now() >= endsAtMs;
}
