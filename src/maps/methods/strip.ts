/** `strip`, `lstrip`, `rstrip`. */
import { charactersOf } from '../values/code-points';
import type { Value } from '../values/value';
import { needText, takes, type Method } from './method';

const PYTHON_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Takes white space, or the characters of the argument, off one or both ends. */
export function stripMethod(name: string, left: boolean, right: boolean): Method<string> {
  return takes(0, 1, (self, args) => {
    const drop = dropTest(args[0], name);
    const characters = charactersOf(self);
    let from = 0;
    let to = characters.length;
    while (left && from < to && drop(characters[from] ?? '')) from++;
    while (right && to > from && drop(characters[to - 1] ?? '')) to--;
    return from === 0 && to === characters.length ? self : characters.slice(from, to).join('');
  });
}

function dropTest(characters: Value | undefined, name: string): (char: string) => boolean {
  if (characters === undefined || characters === null) return (char) => PYTHON_SPACE.test(char);
  const set = new Set(charactersOf(needText(characters, `\`${name}\``)));
  return (char) => set.has(char);
}
