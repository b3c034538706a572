/** Writes the states that a target confirms, one at a time; of those that come meanwhile only the last one counts. */
import type { JsonObject } from '../model/json';

export class StateWriter {
  /** The last one that is written. */
  written: JsonObject | null = null;
  readonly #write: (state: JsonObject, seq: number) => Promise<void>;
  #next: JsonObject | null = null;
  #seq = 0;
  #writing: Promise<void> | null = null;
  #failed: { readonly error: unknown } | null = null;

  /** `write` gets a number that grows with each write. */
  constructor(write: (state: JsonObject, seq: number) => Promise<void>) {
    this.#write = write;
  }

  take(state: JsonObject): void {
    this.#next = state;
    this.#writing ??= this.#writeAll();
  }

  /** Waits for what is on its way. Throws what a write has ended with when the last state is not written. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#next !== null) await (this.#writing = this.#writeAll());
    if (this.#failed !== null) throw this.#failed.error;
  }

  /** Never rejects. A state whose write failed is written again with the next one, or by `flush`. */
  async #writeAll(): Promise<void> {
    this.#failed = null;
    while (this.#next !== null && this.#failed === null) {
      const state = this.#next;
      this.#next = null;
      try {
        await this.#write(state, ++this.#seq);
        this.written = state;
      } catch (error) {
        this.#failed = { error };
        this.#next ??= state;
      }
    }
    this.#writing = null;
  }
}
