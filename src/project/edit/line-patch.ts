/**
 * Carries a change of a normalized text over to the text that was normalized. Normalizing (printing a parsed file) changes only blanks
 * and line breaks, so a line of the one is found in the other by the letters before it.
 */

/** `original` with what changed between `before` (its normalized form) and `after`. Null: the change cannot be placed. */
export function patchLines(original: string, before: string, after: string): string | null {
  const eol = original.includes('\r\n') ? '\r\n' : '\n';
  const [from, to, lines] = [split(before), split(after), split(original)];
  const head = commonHead(from, to);
  const tail = commonHead(from.slice(head).reverse(), to.slice(head).reverse());
  const start = lineAfter(lines, from.slice(0, head));
  const fromEnd = lineAfter(mirrored(lines), mirrored(from.slice(from.length - tail)));
  if (start === null || fromEnd === null || start > lines.length - fromEnd) return null;
  const removed = from.slice(head, from.length - tail);
  const changed = reindented(
    to.slice(head, to.length - tail),
    removed,
    from.slice(0, head),
    lines.slice(0, start + removed.length),
  );
  const result = [...lines.slice(0, start), ...changed, ...lines.slice(lines.length - fromEnd)];
  return `${result.join(eol)}${eol}`;
}

function split(text: string): readonly string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function commonHead(left: readonly string[], right: readonly string[]): number {
  const end = Math.min(left.length, right.length);
  for (let index = 0; index < end; index++) if (left[index] !== right[index]) return index;
  return end;
}

/** `changed` as deep as its neighbours in `lines`: the lines that it replaces, else the last ones before it at the same depth. */
function reindented(
  changed: readonly string[],
  removed: readonly string[],
  before: readonly string[],
  lines: readonly string[],
): readonly string[] {
  // An item of a list is as deep as its dash, a key as deep as its name, be a dash before it or not.
  const depthOf = /^ *-( |$)/.test(changed[0] ?? '') ? dashDepth : keyDepth;
  const depth = depthOf(changed[0] ?? '');
  const sibling = [...before, ...removed.slice(0, 1)].findLast((line) => line.trim() !== '' && depthOf(line) === depth);
  const original = lines.findLast((line) => sibling !== undefined && squeeze(line) === squeeze(sibling));
  if (sibling === undefined || original === undefined) return changed;
  const shift = (depthOf(original) ?? 0) - (depth ?? 0);
  if (shift >= 0) return changed.map((line) => (line === '' ? line : `${' '.repeat(shift)}${line}`));
  return changed.map((line) => line.replace(new RegExp(`^ {0,${-shift}}`), ''));
}

function dashDepth(line: string): number | null {
  return /^( *)-( |$)/.exec(line)?.[1]?.length ?? null;
}

function keyDepth(line: string): number | null {
  return /^ *(?:- +)*/.exec(line)?.[0].length ?? null;
}

/** How many of `lines` hold the letters of `wanted`, which end with a line there; blank lines are taken as `wanted` ends with one. */
function lineAfter(lines: readonly string[], wanted: readonly string[]): number | null {
  const letters = squeeze(wanted.join(''));
  let seen = 0;
  let count = 0;
  while (seen < letters.length && count < lines.length) {
    const line = squeeze(lines[count] ?? '');
    if (!letters.startsWith(line, seen)) return null;
    seen += line.length;
    count++;
  }
  if (seen !== letters.length) return null;
  if (wanted.at(-1)?.trim() === '') while (count < lines.length && lines[count]?.trim() === '') count++;
  return count;
}

/** Last line first, and each from its end: what is after a change is what is before it in a mirror. */
function mirrored(lines: readonly string[]): readonly string[] {
  return lines.toReversed().map((line) => [...line].reverse().join(''));
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}
