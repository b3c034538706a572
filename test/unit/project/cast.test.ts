import { cast } from '../../../src/project/cast';
import type { SettingKind } from '../../../src/model/setting-kinds';

test.each<[string, SettingKind, unknown]>([
  ['YES', 'boolean', true],
  ['on', 'boolean', true],
  ['t', 'boolean', false],
  ['', 'boolean', false],
  ['007', 'integer', 7],
  ['-12', 'integer', -12],
  ['9007199254740993', 'integer', '9007199254740993'],
  ['1.25', 'decimal', 1.25],
  ['["a", 1]', 'array', ['a', 1]],
  ["['a', True, None, (1,)]", 'array', ['a', true, null, [1]]],
  ['{"a": {"b": 1}}', 'object', { a: { b: 1 } }],
  ["{'a': \"it's\"}", 'object', { a: "it's" }],
  ['5', 'string', '5'],
])('%j as %s is %j', (text, kind, value) => expect(cast(text, kind)).toEqual({ ok: true, value }));

test.each<[string, SettingKind]>([
  ['x', 'integer'],
  ['', 'integer'],
  ['1.5', 'integer'],
  ['{"a": 1}', 'array'],
  ['[1', 'array'],
  ['[1]', 'object'],
  ['1,5', 'decimal'],
])('%j is refused as %s without showing it', (text, kind) => {
  const result = cast(text, kind);
  expect(result.ok).toBe(false);
  if (!result.ok && text.length > 1) expect(result.problem).not.toContain(text);
});

test('only texts are cast', () => expect(cast(5, 'string')).toEqual({ ok: true, value: 5 }));
