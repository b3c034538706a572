/** What Python has and the grammar of `@lezer/python` does not, written so that it is parsed to the same places. */

const FLOAT = /(?<![\p{L}\p{N}_.])(\d[\d_]*)\.(?:(e)(?=[+-]?\d)|(?![\p{L}\p{N}_]))/giu;

/**
 * The text with floats such as `5.` and `5.e3` as numbers of the same length that the grammar has. Only places are taken from what is parsed,
 * and values from the text as it was written, so it does no harm that the same is done within strings.
 */
export function withWholeFloats(source: string): string {
  return source.replace(FLOAT, (_, digits: string, exponent?: string) =>
    exponent === undefined ? `${digits}j` : `${digits}0${exponent}`,
  );
}

/** `:=` may begin the specification of an f-string, `f'{x:=8}'`; everywhere else it is refused, however it is written. */
export function withKnownSpecs(source: string): string {
  return /[fF][rR]?["']/.test(source) ? source.replaceAll(':=', ':>') : source;
}
