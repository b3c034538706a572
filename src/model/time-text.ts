/** Times as bookmarks hold them. */

/** Without an offset a time is one of UTC, as in the Singer SDK. Null for a text that is no time. */
export function timeOf(text: string): Date | null {
  const time = new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`);
  return Number.isNaN(time.getTime()) ? null : time;
}
