/** The messages of a tap as lines, in the order in which a target has to read them. */
import type { JsonObject, JsonValue } from '../../model/json';
import { jsonText } from '../../model/lossless-json';
import type { TapState } from './tap-state';

export interface LineOutput {
  /** `lines`: whole lines with their ends. `isState`: somebody waits for them; others may be gathered. */
  write(lines: string, isState: boolean): Promise<void> | void;
}

/** Stream maps of the tap's settings. */
export interface MessageMaps {
  /**
   * What a SCHEMA, RECORD or ACTIVATE_VERSION message becomes: any number of lines. `passed`: whether a record is let through by the map
   * of its own stream. Throws `ConfigInvalid` for a map that a stream cannot have, `MapFailed` for a record.
   */
  map(line: string): { readonly lines: string; readonly passed: boolean };
}

export interface SchemaHead {
  readonly stream: string;
  readonly schema: JsonObject;
  readonly keyProperties: readonly string[];
  readonly replicationKey: string | null;
}

/** Characters of a state that may be written as often as there is something new: it takes a target no time to read it. */
const SMALL_STATE = 64 * 1024;
/** Milliseconds between two larger ones: with a partition for each of 10,000 parents, states would be gigabytes. */
const LARGE_STATE_MS = 1000;

export class MessageWriter {
  /** Of the state that was written last. */
  #stateText: string | null = null;
  #stateMs = 0;
  #isBehind = false;

  constructor(
    private readonly output: LineOutput,
    private readonly maps: MessageMaps | null,
    private readonly nowMs: () => number,
  ) {}

  get hasMaps(): boolean {
    return this.maps !== null;
  }

  /** The lines of a SCHEMA message; maps have to see it before records, also when it is not written. */
  schema({ stream, schema, keyProperties, replicationKey }: SchemaHead): string {
    return this.#mapped({
      type: 'SCHEMA',
      stream,
      schema,
      key_properties: keyProperties,
      ...(replicationKey === null ? {} : { bookmark_properties: [replicationKey] }),
    }).lines;
  }

  activateVersion(stream: string, version: number): string {
    return this.#mapped({ type: 'ACTIVATE_VERSION', stream, version }).lines;
  }

  /** `version`: null for a stream that has none. */
  record(
    stream: string,
    record: JsonObject,
    version: number | null,
  ): { readonly lines: string; readonly passed: boolean } {
    return this.#mapped({
      type: 'RECORD',
      stream,
      record,
      ...(version === null ? {} : { version }),
      time_extracted: new Date(this.nowMs()).toISOString(),
    });
  }

  async write(lines: string): Promise<void> {
    if (lines !== '') await this.output.write(lines, false);
  }

  /** Whether there is a state that was put off. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** A state that was written last is not written again. `canWait`: a later one serves as well; a large one is put off then. */
  async state(state: TapState, canWait: boolean): Promise<void> {
    const isLarge = this.#stateText !== null && this.#stateText.length > SMALL_STATE;
    const now = this.nowMs();
    this.#isBehind = canWait && isLarge && now - this.#stateMs < LARGE_STATE_MS;
    if (this.#isBehind) return;
    const text = state.text();
    if (text === this.#stateText) return;
    this.#stateText = text;
    this.#stateMs = now;
    await this.output.write(`{"type":"STATE","value":${text}}\n`, true);
  }

  #mapped(message: JsonValue): { readonly lines: string; readonly passed: boolean } {
    const line = `${jsonText(message)}\n`;
    return this.maps === null ? { lines: line, passed: true } : this.maps.map(line);
  }
}
