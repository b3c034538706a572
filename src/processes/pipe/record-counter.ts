/** Counts the records of each stream in a flow of Singer messages, without parsing them and without keeping any. */

/** The head of a message as every known library writes it. */
const USUAL = /^\s*\{\s*"type"\s*:\s*"([A-Z_]+)"(?:\s*,\s*"stream"\s*:\s*("(?:[^"\\]|\\.)*"))?/;
/** Room for the type and a long name of a stream, in bytes. */
const HEAD_BYTES = 512;
/** A message with its keys in another order is parsed, up to this size in bytes; a larger one is not counted. */
const PARSED_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

export interface StreamCount {
  rows: number;
  /** With the line ends. */
  bytes: number;
}

export class RecordCounter {
  readonly counts = new Map<string, StreamCount>();
  /** The beginning of the line that is not yet complete. */
  #parts: Buffer[] = [];
  #kept = 0;
  #length = 0;

  take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#add(chunk, start, end);
      this.#endLine();
      start = end + 1;
    }
    if (start < chunk.length) this.#add(chunk, start, chunk.length);
  }

  /** A last line may lack its line end. */
  end(): void {
    if (this.#length > 0) this.#endLine();
  }

  #add(chunk: Buffer, start: number, end: number): void {
    this.#length += end - start;
    if (this.#kept >= PARSED_BYTES || start === end) return;
    const part = chunk.subarray(start, Math.min(end, start + PARSED_BYTES));
    this.#parts.push(part);
    this.#kept += part.length;
  }

  #endLine(): void {
    const stream = this.#streamOfRecord();
    if (stream !== null) {
      const count = this.counts.get(stream) ?? { rows: 0, bytes: 0 };
      count.rows++;
      count.bytes += this.#length + 1;
      this.counts.set(stream, count);
    }
    this.#parts = [];
    this.#kept = 0;
    this.#length = 0;
  }

  /** Null: no record. */
  #streamOfRecord(): string | null {
    const [first] = this.#parts;
    if (first === undefined) return null;
    const line = this.#parts.length === 1 ? first : Buffer.concat(this.#parts);
    const [head, type, name] = USUAL.exec(line.toString('utf8', 0, HEAD_BYTES)) ?? [];
    if (head !== undefined && type !== 'RECORD') return null;
    try {
      if (name !== undefined) return JSON.parse(name) as string;
      return this.#length > PARSED_BYTES ? null : nameIn(JSON.parse(line.toString('utf8')));
    } catch {
      return null; // no message, which is the target's to complain about
    }
  }
}

function nameIn(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('type' in message) || !('stream' in message)) return null;
  return message.type === 'RECORD' && typeof message.stream === 'string' ? message.stream : null;
}
