/** Terms and fields of Totango's queries, those that its documentation and its users' scripts show. Null: not understood. */

export interface TotangoRecord {
  /** The id of an account, the e-mail of a user. */
  readonly name: string;
  readonly display_name: string;
  readonly first_activity_time?: number;
  /** Milliseconds since 1970. */
  readonly last_activity_time: number | null;
  /** What `fields` may select. */
  readonly values: Readonly<Record<string, string>>;
  readonly [other: string]: unknown;
}

export interface TotangoEvent {
  readonly id: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly account: { readonly id: string; readonly display_name: string };
  readonly properties: Readonly<Record<string, unknown>>;
  readonly note_content?: { readonly note_id: string; readonly text: string };
}

/** A time in milliseconds since 1970 has twelve digits from 1973 on: one in seconds is found out. */
const MIN_MILLISECONDS = 100_000_000_000;

interface Term {
  readonly type?: unknown;
  readonly [key: string]: unknown;
}

/** `{"type": "string", "term": "health"}`, `{"type": "string_attribute", "attribute": "Success Manager"}` */
export function selectedField(field: unknown): ((values: TotangoRecord['values']) => string | null) | null {
  const name = nameOf(field as Term);
  return name === null ? null : (values) => values[name] ?? null;
}

/** The same with `"in_list": ["green", "yellow"]`. */
export function recordTerm(term: unknown): ((record: TotangoRecord) => boolean) | null {
  const { in_list: list } = term as Term;
  const name = nameOf(term as Term);
  return name === null || !Array.isArray(list) ? null : ({ values }) => list.includes(values[name]);
}

/** `event_property` with `eq`, `or` of several, `date` with `gte`. */
export function eventTerm(term: unknown): ((event: TotangoEvent) => boolean) | null {
  const { type, term: name, name: property, eq, gte, or } = term as Term;
  if (type === 'event_property' && property === 'event_type' && typeof eq === 'string')
    return (event) => event.type === eq;
  if (type === 'date' && name === 'timestamp' && Number.isInteger(gte) && (gte as number) >= MIN_MILLISECONDS)
    return ({ timestamp }) => timestamp >= (gte as number);
  if (type !== 'or' || !Array.isArray(or)) return null;
  const parts = or.map(eventTerm);
  return parts.includes(null) ? null : (event) => parts.some((matches) => matches?.(event) === true);
}

function nameOf({ type, term, attribute }: Term): string | null {
  const name = type === 'string' ? term : type === 'string_attribute' ? attribute : null;
  return typeof name === 'string' ? name : null;
}
