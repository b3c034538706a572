/** What a person is told when a map cannot work. */
import { MeltemiError } from '../../../src/model/errors';
import type { JsonValue } from '../../../src/model/json';
import { compileShop, LINES, mapShop } from './shop';

function errorOf(action: () => unknown): MeltemiError {
  try {
    action();
  } catch (error) {
    if (error instanceof MeltemiError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('a record that fails', () => {
  const error = errorOf(() => mapShop({ shout: "'#' + coupon.upper()" }, {}, [LINES[1] ?? '', LINES[0] ?? '']));

  it('is told with map, stream, property, key and the place in the expression', () => {
    expect(error.code).toBe('MapFailed');
    expect(error.reason).toBe(
      [
        'The expression `stream_maps.public-orders.shout` of mapping `shop` failed on stream `public-orders`, record id=1: ' +
          'AttributeError: A `NoneType` has no attribute `upper`. ' +
          'Leave null values out first, e.g. `... if x is not None else None`. At line 1, column 7:',
        "  '#' + coupon.upper()",
        '        ^^^^^^^^^^^^^^',
        '',
      ].join('\n'),
    );
    expect(error.instruction).toContain('__filter__');
  });

  it.each([
    ['int(note)'],
    ['note + 1'],
    ["attrs['nope']"],
    ['attrs[note]'],
    ['float(note)'],
    ['datetime.datetime.fromisoformat(note)'],
    ['json.loads(note)'],
    ["note.index('zzz')"],
    ["datetime.datetime.strptime(note, '%Y')"],
    ['md5(attrs)'],
  ])('never shows a value but the key: %s', (expression) => {
    const secret = '7\tSECRET-note\t1\tt\t\\N\t{"SECRET-key": 1}\t{}\t\\N';
    const { message } = errorOf(() => mapShop({ x: expression }, {}, [secret]));
    expect(message).not.toContain('SECRET');
    expect(message).toContain('record id=7:');
  });

  it('fails when the result does not fit the type of the property', () => {
    expect(errorOf(() => mapShop({ amount: "note + 'x'" })).reason).toContain('does not fit');
    expect(errorOf(() => mapShop({ paid: 'id' })).reason).toContain('bool(...)');
  });

  it('fails in the filter under its own name', () => {
    expect(errorOf(() => mapShop({ __filter__: 'amount > note' })).reason).toContain(
      'stream_maps.public-orders.__filter__',
    );
  });
});

describe('settings are refused before any record', () => {
  it.each<[string, JsonValue, string]>([
    ['a number as expression', { x: 5 }, 'stream_maps.public-orders.x'],
    ['a list as expression', { x: ['a'] }, 'stream_maps.public-orders.x'],
    ['text as a map', 'keep', 'stream_maps.public-orders'],
    ['another `__else__`', { __else__: 'keep' }, 'stream_maps.public-orders.__else__'],
    ['keys that are no list', { __key_properties__: 'id' }, 'stream_maps.public-orders.__key_properties__'],
    ['keys that do not exist', { __key_properties__: ['nope'] }, '`nope`'],
    ['a removed key', { id: null }, '`id`'],
    ['a removed key by `__else__`', { note: 'note', __else__: null }, '`id`'],
    ['a syntax error', { x: 'note.split(' }, 'line 1, column 12'],
    ['a syntax error in the filter', { __filter__: 'id >' }, '__filter__'],
    ['an assignment as property', { x: 'y = 5' }, 'assignment'],
    ['an alias of two words', { __alias__: 'my clients' }, '__alias__'],
    ['an alias that is no text', { __alias__: '1 + 1' }, '`int`'],
    ['an unknown name', { x: 'nope + 1' }, '`nope`'],
    ['an unknown function', { x: 'slugify(note)' }, '`slugify`'],
    ['a misspelt function', { x: 'lne(note)' }, 'Did you mean `len`?'],
    ['a misspelt column', { x: 'amuont + 1' }, 'Did you mean `amount`?'],
    ['a column called as a function', { x: 'note(1)' }, 'It is a column'],
    ['an unknown column of the record', { x: "record['nope']" }, '`nope`'],
    ['a leading blank', { x: ' note' }, 'blank'],
    ['nothing', { x: '' }, 'empty'],
  ])('%s', (_what, map, part) => {
    const error = errorOf(() => compileShop(map));
    expect(error.code).toBe('ConfigInvalid');
    expect(error.reason).toContain(part);
    expect(error.instruction).not.toBe('');
  });

  it('an extension in strict mode', () => {
    const { reason } = errorOf(() => compileShop({ x: 'len(note)' }, { stream_map_strict: true }));
    expect(reason).toContain('`len` is an extension, which `stream_map_strict: true` turns off');
    expect(reason).not.toContain('Did you mean');
  });

  it('a strict mode that is no switch', () => {
    expect(errorOf(() => compileShop({}, { stream_map_strict: 'yes' })).reason).toContain('`stream_map_strict`');
  });

  it('an unknown option at the top', () => {
    expect(errorOf(() => compileShop({}, { stream_maps: { __foo__: {} } })).reason).toContain('stream_maps.__foo__');
  });

  it('another `__else__` at the top', () => {
    expect(errorOf(() => compileShop({}, { stream_maps: { __else__: 'x' } })).reason).toContain('stream_maps.__else__');
  });

  it('two outputs of one name', () => {
    const stream_maps = { a: { __source__: 'public-orders' }, 'public-orders': { __alias__: 'a' } };
    expect(errorOf(() => compileShop({}, { stream_maps })).reason).toContain('`a`');
  });

  it('flattening without a depth', () => {
    const error = errorOf(() => compileShop({}, { flattening_enabled: true }));
    expect(error.code).toBe('ConfigInvalid');
    expect(error.reason).toContain('`flattening_max_depth`');
  });

  it('shows the line of a long expression at which it fails', () => {
    const { reason } = errorOf(() => compileShop({ x: '(note\n + coupon\n + nope)' }));
    expect(reason).toContain('line 3, column 4');
    expect(reason).toContain('   + nope)\n     ^^^^');
  });
});
