/** Shell wildcards as Python's `fnmatch.fnmatchcase` reads them: `*` `?` `[abc]` `[a-z]` `[!abc]`; `*` crosses dots and slashes. */

export function fnmatch(pattern: string): (name: string) => boolean {
  const regex = new RegExp(`^${translate(pattern)}$`, 'su');
  return (name) => regex.test(name);
}

/**
 * What stands behind a `*` is looked for once, from the left: where it is first found is as good as any later place, and trying
 * them all would take years for `*a*a*a*a*a`. The look-ahead with its group keeps the expression from trying again.
 */
function joinStars(pieces: readonly string[]): string {
  const [first = '', ...behind] = pieces;
  const last = behind.pop();
  if (last === undefined) return first;
  const middle = behind.filter((piece) => piece !== '').map((piece, index) => `(?=(.*?${piece}))\\${index + 1}`);
  return `${first}${middle.join('')}.*${last}`;
}

function translate(pattern: string): string {
  const pieces: string[] = [];
  let result = '';
  for (let at = 0; at < pattern.length;) {
    const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    at += character.length;
    if (character === '*') {
      pieces.push(result);
      result = '';
    } else if (character === '?') result += '.';
    else if (character === '[') {
      const end = setEnd(pattern, at);
      result += end === null ? '\\[' : set(pattern.slice(at, end));
      at = end === null ? at : end + 1;
    } else result += escape(character);
  }
  return joinStars([...pieces, result]);
}

/** Where the `]` of a set stands; one directly behind `[` or `[!` is a member. Null: there is none, so the `[` is a letter. */
function setEnd(pattern: string, start: number): number | null {
  const first = pattern[start] === '!' ? start + 1 : start;
  const end = pattern.indexOf(']', first + 1);
  return end === -1 ? null : end;
}

function set(members: string): string {
  const negated = members.startsWith('!');
  const ranges = [...(negated ? members.slice(1) : members).matchAll(/(.)-(.)|(.)/gsu)].flatMap(
    ([, from, to, single]) => {
      if (single !== undefined) return [member(single)];
      // Python leaves a range that runs backwards out.
      return from === undefined || to === undefined || from > to ? [] : [`${member(from)}-${member(to)}`];
    },
  );
  if (ranges.length === 0) return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${ranges.join('')}]`;
}

function escape(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

/** Between brackets a `-` would make a range. */
function member(character: string): string {
  return character === '-' ? '\\-' : escape(character);
}
