/** The stream maps in the settings of a tap that is called as a Singer program. */
import { MessageMapper } from '../../maps/singer/message-mapper';
import type { JsonObject } from '../../model/json';
import type { MapFaults } from '../../model/map-faults';
import type { MessageMaps } from '../../sdk/singer/message-writer';

export class TapMaps implements MessageMaps {
  readonly #mapper: MessageMapper;

  /** Throws `ConfigInvalid`. */
  constructor(settings: JsonObject, now?: () => number) {
    this.#mapper = new MessageMapper(settings, now, false);
  }

  /** Null when the settings have no maps: messages are as they are then. */
  static of(settings: JsonObject): TapMaps | null {
    const { stream_maps: maps = null, flattening_enabled: flattens = null } = settings;
    return maps === null && flattens !== true ? null : new TapMaps(settings);
  }

  map(line: string): { readonly lines: string; readonly passed: boolean } {
    const { bytes, error } = this.#mapper.map(Buffer.from(line));
    if (error !== null) throw error;
    return { lines: bytes.toString('utf8'), passed: this.#mapper.hasPassed };
  }

  /** Of whole lines; the bytes are lent until the next call. What came before an error is in the result. */
  mapLines(lines: Buffer): { readonly bytes: Buffer; readonly error: Error | null } {
    return this.#mapper.map(lines);
  }

  /** What the policy for errors has done so far; null: nothing. */
  get faults(): MapFaults | null {
    return this.#mapper.faults;
  }
}
