/** Turns the records of a stream into lines of a page, as far as they are new. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../model/json';
import { recordLines } from '../../pages/encoding/record-lines';
import type { PageWriter } from '../../pages/page-store';
import { assertRecord, type Context, type SdkRecord, type Stream } from '../../sdk';
import type { SelectedStream } from '../tap';
import type { StreamProgress } from './stream-progress';

/** Lines are written together when they have gathered to so many characters. */
const WRITE_CHARACTERS = 256 * 1024;

/** 64 bits: enough to tell apart the rows of one value of a replication key. */
const HASH_BYTES = 8;

export class RecordPage {
  rows = 0;
  /** Of all lines, written or not. */
  characters = 0;
  #text: string[] = [];
  #written = 0;
  #pending = 0;
  readonly #line: (record: JsonObject) => string;

  constructor(
    private readonly stream: Stream,
    selected: SelectedStream,
    private readonly progress: StreamProgress,
    private readonly page: PageWriter,
  ) {
    this.#line = recordLines(selected.schema);
  }

  async add(records: readonly SdkRecord[], context: Context | null): Promise<void> {
    for (const raw of records) {
      assertRecord(this.stream.name, raw);
      const record = this.stream.postProcess(context === null ? raw : { ...context, ...raw }, context);
      if (record === null || !this.progress.take(record, context, () => hashOf(this.#line(record)))) continue;
      const line = this.#line(record);
      this.#text.push(line);
      this.characters += line.length;
      this.#pending++;
      this.rows++;
      if (this.characters - this.#written > WRITE_CHARACTERS) await this.flush();
    }
  }

  async flush(): Promise<void> {
    if (this.#pending === 0) return;
    const bytes = Buffer.from(this.#text.join(''));
    const rows = this.#pending;
    this.#text = [];
    this.#written = this.characters;
    this.#pending = 0;
    await this.page.write(bytes, rows);
  }
}

function hashOf(line: string): string {
  return createHash('sha256').update(line).digest().subarray(0, HASH_BYTES).toString('base64url');
}
