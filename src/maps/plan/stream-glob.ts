/** Python's `fnmatch` for stream names: `*`, `?`, `[ab]`, `[!ab]`; case matters. */

/** Whether `pattern` is the name itself or a glob that fits it. */
export function matchesStream(pattern: string, name: string): boolean {
  return pattern === name || new RegExp(`^${globPattern(pattern)}$`, 'su').test(name);
}

function globPattern(glob: string): string {
  let pattern = '';
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] ?? '';
    if (char === '*') {
      // Two stars mean no more than one, and would only slow down the search.
      if (glob[i - 1] !== '*') pattern += '.*';
    } else if (char === '?') {
      pattern += '.';
    } else if (char === '[') {
      const end = closingBracket(glob, i);
      pattern += end < 0 ? '\\[' : characterClass(glob.slice(i + 1, end));
      if (end >= 0) i = end;
    } else {
      pattern += char.replace(/[\\^$.|+()[\]{}/]/, '\\$&');
    }
  }
  return pattern;
}

/** A `]` right behind `[` or `[!` is a member. */
function closingBracket(glob: string, open: number): number {
  const first = glob[open + 1] === '!' ? open + 2 : open + 1;
  return glob.indexOf(']', first + 1);
}

function characterClass(members: string): string {
  const negated = members.startsWith('!');
  const body = (negated ? members.slice(1) : members).replace(/[\\[\]^&~|]/g, '\\$&');
  return `[${negated ? '^' : ''}${body.replace(/(?<=^)-|-(?=$)/g, '\\-')}]`;
}
