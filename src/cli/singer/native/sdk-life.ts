/** Messages and state of a native tap as the Singer SDK has them. */
import type { JsonObject, JsonValue } from '../../../model/json';
import { keptNumber, parseJson } from '../../../model/lossless-json';
import type { Bookmark } from '../../../model/position';
import { bookmarkedValue } from '../../../sdk/singer/bookmark';
import { TapState } from '../../../sdk/singer/tap-state';
import type { SingerForm } from '../../../taps/singer-form';
import type { NativeLife } from './life';
import type { NativeStream } from './native-plan';

export interface LifeSettings {
  /** Where streams without a bookmark begin; null: at their beginning. */
  readonly startDate: JsonValue;
  /** Version of the records of full tables; null: they have none. */
  readonly version: number | null;
}

export class SdkLife implements NativeLife {
  readonly #state: TapState;
  #written: string | null = null;

  constructor(
    state: JsonObject,
    private readonly form: SingerForm,
    private readonly settings: LifeSettings,
  ) {
    this.#state = new TapState(state);
    this.#state.dropMarkers();
  }

  start(): readonly JsonObject[] {
    return this.#state.isEmpty ? [] : this.#stateMessage();
  }

  begin(stream: NativeStream): readonly JsonObject[] {
    const { name, schema, keyProperties, replicationKey } = stream;
    const version = this.version(stream);
    return [
      {
        type: 'SCHEMA',
        stream: name,
        schema,
        key_properties: keyProperties,
        ...(replicationKey === null ? {} : { bookmark_properties: [replicationKey.name] }),
      },
      ...(version === null ? [] : [{ type: 'ACTIVATE_VERSION', stream: name, version }]),
    ];
  }

  bookmark({ name, replicationKey }: NativeStream): Bookmark | null {
    if (replicationKey === null) return null;
    const stored = bookmarkedValue(this.#state.entry(name, null), replicationKey.name) ?? this.settings.startDate;
    return bookmarkAt(replicationKey.name, stored);
  }

  version({ replicationKey }: NativeStream): number | null {
    return replicationKey === null ? this.settings.version : null;
  }

  moved({ name, replicationKey }: NativeStream, { value }: Bookmark): readonly JsonObject[] {
    if (replicationKey === null) return [];
    const entry = this.#state.entry(name, null);
    entry['replication_key'] = replicationKey.name;
    entry['replication_key_value'] = this.form.bookmarkValue(value, replicationKey);
    return this.#stateMessage();
  }

  finish({ name }: NativeStream): readonly JsonObject[] {
    // Makes the entry of a stream that has none.
    this.#state.entry(name, null);
    return this.#stateMessage();
  }

  /** A state that was written last is not written again. */
  #stateMessage(): readonly JsonObject[] {
    const text = this.#state.text();
    if (text === this.#written) return [];
    this.#written = text;
    return [{ type: 'STATE', value: parseJson(text) }];
  }
}

/** `stored`: as `parseJson` reads it; what is neither number nor text is none. */
export function bookmarkAt(replicationKey: string, stored: JsonValue | undefined): Bookmark | null {
  const value = keptNumber(stored) ?? stored;
  return typeof value === 'string' || typeof value === 'number' ? { replicationKey, value } : null;
}
