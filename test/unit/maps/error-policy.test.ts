/** `stream_map_errors`: what becomes of records that a map cannot take, and how they are counted. */
import fc from 'fast-check';
import { compileStreamMaps } from '../../../src/maps/compile-stream-map';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { failureOf } from './failure';
import { compileShop, mapLines, mapStep, SHOP } from './shop';

function line(id: number, note: string): string {
  return `${id}\t${note}\t1.5\tt\t\\N\t{}\t{}\tc${id}`;
}

const LINES = [line(1, '10'), line(2, 'x'), line(3, '30'), line(4, 'y')];

function run(policy: JsonValue, map: JsonObject, lines = LINES) {
  return mapLines(compileShop(map, { stream_map_errors: policy }), lines);
}

const FIRST = '`stream_maps.public-orders.note` of mapping `shop`';

test('`null` makes the failing property null and keeps the record', () => {
  expect(run('null', { note: 'str(int(note))' })).toEqual({
    lines: [line(1, '10'), line(2, '\\N'), line(3, '30'), line(4, '\\N')],
    faults: { dropped: 0, nulled: 2, first: FIRST },
  });
});

test('`drop` leaves the record out', () => {
  expect(run('drop', { note: 'str(int(note))' })).toEqual({
    lines: [line(1, '10'), line(3, '30')],
    faults: { dropped: 2, nulled: 0, first: FIRST },
  });
});

test('`fail` is the default', () => {
  for (const settings of [{}, { stream_map_errors: 'fail' }]) {
    const map = compileShop({ note: 'str(int(note))' }, settings);
    expect(failureOf(() => mapLines(map, LINES))).toMatchObject({ code: 'MapFailed' });
  }
});

test.each(['null', 'drop'])('with `%s` a failing filter leaves the record out', (policy) => {
  expect(run(policy, { __filter__: 'int(note) > 10' })).toEqual({
    lines: [line(3, '30')],
    faults: { dropped: 2, nulled: 0, first: '`stream_maps.public-orders.__filter__` of mapping `shop`' },
  });
});

test('records that a filter rightly leaves out are not counted', () => {
  expect(run('drop', { __filter__: 'id > 2' })).toEqual({ lines: LINES.slice(2), faults: null });
});

test('a value that does not fit its type fails like an expression', () => {
  expect(run('null', { paid: 'id' }).faults).toMatchObject({ dropped: 0, nulled: 4 });
});

describe('a key cannot become null', () => {
  it('so the record is left out', () => {
    expect(run('null', { id: 'int(note)' })).toMatchObject({
      lines: [line(1, '10').replace('1', '10'), line(3, '30').replace('3', '30')],
      faults: { dropped: 2, nulled: 0 },
    });
  });

  it('also when the key is a copy that a later map makes', () => {
    const first = { stream_maps: { [SHOP.name]: { n: 'int(note)' } }, stream_map_errors: 'null' };
    const second = { stream_maps: { [SHOP.name]: { k: 'n', __key_properties__: ['k'] } } };
    const map = compileStreamMaps([first, second].map(mapStep), SHOP);
    expect(mapLines(map, LINES)).toMatchObject({
      lines: [`${line(1, '10')}\t10\t10`, `${line(3, '30')}\t30\t30`],
      faults: { dropped: 2, nulled: 0 },
    });
  });

  it('and values of a record that is left out are not counted', () => {
    expect(run('null', { coupon: 'int(coupon)', x: '1', id: 'int(note)' }).faults).toMatchObject({
      dropped: 2,
      nulled: 2,
    });
  });
});

test('the counts of several maps are added, and the first failure is that of the first map', () => {
  const configs: JsonObject[] = [
    { stream_maps: { [SHOP.name]: { n: 'int(note)' } }, stream_map_errors: 'null' },
    { stream_maps: { [SHOP.name]: { m: 'n + 1' } }, stream_map_errors: 'drop' },
  ];
  expect(mapLines(compileStreamMaps(configs.map(mapStep), SHOP), LINES)).toEqual({
    lines: [`${line(1, '10')}\t10\t11`, `${line(3, '30')}\t30\t31`],
    faults: { dropped: 2, nulled: 2, first: '`stream_maps.public-orders.n` of mapping `shop`' },
  });
});

test.each([[null], ['Drop'], [true], ['']])('the policy %j is refused', (policy) => {
  expect(failureOf(() => run(policy, {}))).toMatchObject({ code: 'ConfigInvalid' });
});

test('whatever fails where: lines that are kept are what they are without the others', () => {
  const maps: JsonObject[] = [
    { note: 'str(int(note))' },
    { id: null, __key_properties__: [], coupon: 'str(int(note))' },
    { a: 'int(note)', tags: null, attrs: 'int(note)' },
    { amount: 'int(note)', b: '1' },
  ];
  const notes = fc.array(fc.constantFrom('1', '22', 'x', 'long '.repeat(10), '\\N', 'é'), { maxLength: 40 });
  fc.assert(
    fc.property(fc.constantFrom(...maps), notes, (map, all) => {
      const lines = all.map((note, i) => line(i, note));
      const good = lines.filter((_, i) => /^\d+$/.test(all[i] ?? ''));
      const dropped = run('drop', map, lines);
      expect(dropped.lines).toEqual(run('fail', map, good).lines);
      expect(dropped.faults?.dropped ?? 0).toBe(lines.length - good.length);
    }),
  );
});
