/** Readings that stay open between the pages of a run: a compressed file would be unpacked from its beginning for each. */
import type { FileReading } from './file-reading';

/** A run that pauses opens the file again. */
const IDLE_MS = 60_000;

export class HeldReadings {
  readonly #held = new Map<string, { readonly reading: FileReading; readonly idle: NodeJS.Timeout }>();

  /** The reading that stands at this place, if it is still open; one that stands elsewhere is closed. */
  async take(session: string, place: unknown): Promise<FileReading | null> {
    const held = this.#held.get(session);
    if (held === undefined) return null;
    this.#held.delete(session);
    clearTimeout(held.idle);
    if (JSON.stringify(held.reading.place) === JSON.stringify(place)) return held.reading;
    await held.reading.close();
    return null;
  }

  async keep(session: string, reading: FileReading): Promise<void> {
    await this.take(session, null);
    const idle = setTimeout(() => {
      this.#held.delete(session);
      void reading.close();
    }, IDLE_MS).unref();
    this.#held.set(session, { reading, idle });
  }

  async close(): Promise<void> {
    for (const session of [...this.#held.keys()]) await this.take(session, null);
  }
}
