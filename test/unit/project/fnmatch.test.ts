import { fnmatch } from '../../../src/project/fnmatch';

test.each([
  ['*', 'a.b/c', true],
  ['public-*', 'public-orders', true],
  ['public-orders', 'public-orders_old', false],
  ['us?rs', 'users', true],
  ['[ou]*', 'orders', true],
  ['[!ou]*', 'orders', false],
  ['[a-c]x', 'bx', true],
  ['[z-a]x', 'bx', false],
  ['[]]', ']', true],
  ['[!]]', ']', false],
  ['a[b', 'a[b', true],
  ['a.b', 'axb', false],
  ['(a|b)$', '(a|b)$', true],
  ['Users', 'users', false],
  ['?', '😀', true],
  ['[a-]', '-', true],
  ['', '', true],
])('%j on %j: %j', (pattern, name, matches) => expect(fnmatch(pattern)(name)).toBe(matches));
