/** Globs over stream names, as Python's `fnmatchcase` answers. */
import { matchesStream } from '../../../src/maps/plan/stream-glob';

describe('a stream key fits', () => {
  it.each([
    ['*', 'anything', true],
    ['public-*', 'public-orders', true],
    ['public-*', 'private-orders', false],
    ['PUBLIC-*', 'public-orders', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[ab]*', 'banana', true],
    ['[!ab]*', 'banana', false],
    ['[!ab]*', 'cherry', true],
    ['[]]x', ']x', true],
    ['[a-c]x', 'bx', true],
    ['[a-]x', '-x', true],
    ['[x', '[x', true],
    ['a.b', 'axb', false],
    ['a(b)+$', 'a(b)+$', true],
    ['*a*', 'line\nbreak', true],
    ['a^b', 'a^b', true],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matchesStream(pattern, name)).toBe(expected);
  });
});
