/**
 * The patterns of `select`: `[!]<stream>[.<property>]` with shell wildcards. A stream alone means all of it; exclusions always win,
 * wherever they stand in the list.
 */
import { fnmatch } from './fnmatch';

export interface SelectPattern {
  readonly text: string;
  readonly negated: boolean;
  /** The stream's part. */
  readonly stream: string;
  readonly matchesStream: (stream: string) => boolean;
  /** Property part is `*` or missing. */
  readonly wholeStream: boolean;
  readonly matchesColumn: (column: string) => boolean;
}

export function parseSelectPattern(text: string): SelectPattern {
  const negated = text.startsWith('!');
  const [stream, property] = splitStream(negated ? text.slice(1) : text);
  const parts = property.split('.');
  // A selected property selects its parents too, so a pattern that reaches into a column selects the column; an exclusion that
  // reaches into one leaves the column itself.
  const paths = negated ? [parts] : parts.map((_, index) => parts.slice(0, index + 1));
  const columns = paths.map((path) => fnmatch(propertyPath(path)));
  return {
    text,
    negated,
    stream,
    matchesStream: fnmatch(stream),
    wholeStream: property === '*',
    matchesColumn: (column) => columns.some((matches) => matches(propertyPath([column]))),
  };
}

/** As Meltano matches them: a column with a dot in its name is no path of two, yet a `*` reaches it. */
function propertyPath(parts: readonly string[]): string {
  return parts.map((part) => `properties.${part}`).join('.');
}

/** The first dot that no `\` stands before ends the stream's part. */
function splitStream(text: string): readonly [string, string] {
  const dot = /(?<!\\)\./.exec(text)?.index;
  const stream = dot === undefined ? text : text.slice(0, dot);
  return [stream.replaceAll('\\.', '.'), dot === undefined ? '*' : text.slice(dot + 1) || '*'];
}

export interface StreamSelection {
  readonly selected: boolean;
  readonly column: (name: string) => boolean;
}

export function applySelect(patterns: readonly SelectPattern[], stream: string): StreamSelection {
  const matching = patterns.filter((pattern) => pattern.matchesStream(stream));
  const inclusions = matching.filter((pattern) => !pattern.negated);
  const exclusions = matching.filter((pattern) => pattern.negated);
  return {
    selected: inclusions.length > 0 && !exclusions.some((pattern) => pattern.wholeStream),
    column: (name) =>
      inclusions.some((pattern) => pattern.matchesColumn(name)) &&
      !exclusions.some((pattern) => pattern.matchesColumn(name)),
  };
}

/**
 * Whether `select_filter` and the run's own selection let a stream through: with inclusions it must match one of them, and it must
 * match no exclusion. Property parts do not count.
 */
export function passesFilter(patterns: readonly SelectPattern[], stream: string): boolean {
  const inclusions = patterns.filter((pattern) => !pattern.negated);
  const included = inclusions.length === 0 || inclusions.some((pattern) => pattern.matchesStream(stream));
  return included && !patterns.some((pattern) => pattern.negated && pattern.matchesStream(stream));
}
