/** What evaluating an expression came to, on either side. */
export type Outcome =
  | { readonly kind: 'value'; readonly type: string; readonly repr: string }
  /** Names of the error's classes, nearest first; ours has one. */
  | {
      readonly kind: 'error';
      readonly names: readonly string[];
      readonly message: string;
      /** Whether it was found before any record was seen. */
      readonly early: boolean;
    };

/** An expression with the record that it is evaluated over. */
export interface Question {
  readonly text: string;
  /** Place in `RECORDS`. */
  readonly record: number;
  /** The property that is set, which `self` is the old value of. */
  readonly property: string;
}

export function shownOutcome(outcome: Outcome): string {
  return outcome.kind === 'value'
    ? `${outcome.type} ${outcome.repr.slice(0, 300)}`
    : `${outcome.names[0] ?? ''}: ${outcome.message.slice(0, 160)}`;
}
