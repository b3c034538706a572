/** The options of `meltemi singer <tap>`. */
export interface SingerTapOptions {
  readonly config?: string;
  readonly catalog?: string;
  readonly state?: string;
  readonly discover?: boolean;
  /** Of a native tap: which Singer program it stands in for. */
  readonly variant?: string;
}
