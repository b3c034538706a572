/** The patterns of `select`: `[!]<stream>[.<property>[.<part>...]]` with shell wildcards. A stream alone means all of it. */

export interface SelectPattern {
  readonly text: string;
  readonly negated: boolean;
  /** The stream's part; `\.` has become a dot. */
  readonly stream: string;
  /** The path behind it, split at dots; `['*']` for a stream alone. */
  readonly properties: readonly string[];
  /** Nothing or `*` follows the stream. */
  readonly wholeStream: boolean;
}

export function parseSelectPattern(text: string): SelectPattern {
  const negated = text.startsWith('!');
  const pattern = negated ? text.slice(1) : text;
  // The first dot that no `\` stands before ends the stream's part.
  const dot = /(?<!\\)\./.exec(pattern)?.index ?? pattern.length;
  const property = pattern.slice(dot + 1) || '*';
  return {
    text,
    negated,
    stream: pattern.slice(0, dot).replaceAll('\\.', '.'),
    properties: property.split('.'),
    wholeStream: property === '*',
  };
}
