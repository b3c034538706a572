/**
 * One state of several targets that load side by side. Each tap was given the whole state and gives a whole one back, in which only what
 * is about its own streams is news.
 */
import type { JsonObject, JsonValue } from '../../model/json';
import { isMapping } from '../../model/state-document';

/** Where taps by singer-python note which stream they are at: each lane has its own, so the whole has none. */
const CURRENT_STREAM = 'currently_syncing';
const BOOKMARKS = 'bookmarks';

export class LaneStates {
  readonly #given: JsonObject;
  /** Stream → lane. */
  readonly #owners: ReadonlyMap<string, number>;
  readonly #latest: JsonObject[];

  /** `given`: what every tap was started with. `lanes`: the streams of each. */
  constructor(given: JsonObject, lanes: readonly (readonly string[])[]) {
    this.#given = given;
    this.#owners = new Map(lanes.flatMap((streams, lane) => streams.map((stream) => [stream, lane] as const)));
    this.#latest = lanes.map(() => given);
  }

  /** What is true once the target of `lane` has confirmed `state`. */
  take(lane: number, state: JsonObject): JsonObject {
    this.#latest[lane] = state;
    const whole = this.#merge(this.#given, this.#latest);
    const bookmarks = this.#latest.map((each) => each[BOOKMARKS] ?? {});
    if (!bookmarks.some((each) => isMapping(each) && Object.keys(each).length > 0)) return whole;
    const given = this.#given[BOOKMARKS] ?? {};
    const merged = this.#merge(
      isMapping(given) ? given : {},
      bookmarks.map((each) => (isMapping(each) ? each : {})),
    );
    return { ...whole, [BOOKMARKS]: merged };
  }

  /** By key: of a stream what its lane says; of anything else what some lane has changed. */
  #merge(given: JsonObject, lanes: readonly JsonObject[]): JsonObject {
    const merged = new Map<string, JsonValue>();
    for (const key of new Set([given, ...lanes].flatMap(Object.keys))) {
      if (key === CURRENT_STREAM) continue;
      const before = given[key];
      const owner = this.#owners.get(key);
      const said = owner === undefined ? lanes.map((lane) => lane[key]).find(isNews(before)) : lanes[owner]?.[key];
      // A tap may leave out what it knows nothing of; that is no reason to forget it.
      const value = said ?? before;
      if (value !== undefined) merged.set(key, value);
    }
    return Object.fromEntries(merged);
  }
}

function isNews(before: JsonValue | undefined): (value: JsonValue | undefined) => boolean {
  const known = JSON.stringify(before);
  return (value) => value !== undefined && JSON.stringify(value) !== known;
}
