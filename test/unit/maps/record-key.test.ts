/** Which record a message names: by its key, and never by a value that a map hides. */
import { compileStreamMaps } from '../../../src/maps/compile-stream-map';
import type { JsonObject } from '../../../src/model/json';
import { failureOf } from './failure';
import { mapLines, mapStep, SHOP } from './shop';

const FAILS = 'int(note)';

function messageOf(configs: readonly JsonObject[], lines: readonly string[], keys: readonly string[] = ['id']): string {
  const stream = { ...SHOP, schema: { ...SHOP.schema, keyProperties: keys } };
  return String(failureOf(() => mapLines(compileStreamMaps(configs.map(mapStep), stream), lines)));
}

function map(properties: JsonObject, stream = SHOP.name): JsonObject {
  return { stream_maps: { [stream]: properties } };
}

const LINE = '17\tSECRET\t1\tt\t\\N\t{}\t{}\tCOUPON';

test('a key of several columns is shown whole', () => {
  expect(messageOf([map({ x: FAILS })], [LINE], ['id', 'coupon'])).toContain('record id=17, coupon=COUPON: ValueError');
});

test.each([
  ['hashed by the map itself', [map({ x: FAILS, coupon: 'md5(coupon)' })]],
  ['hashed by an earlier map', [map({ coupon: 'md5(coupon)' }), map({ x: FAILS })]],
  ['hashed by a later map', [map({ x: FAILS }), map({ coupon: 'md5(coupon)' })]],
  ['removed', [map({ x: FAILS, coupon: null, __key_properties__: ['id'] })]],
  ['removed by a later map', [map({ x: FAILS }), map({ coupon: null, __key_properties__: ['id'] })]],
])('a key that is %s is only named', (_how, configs) => {
  const message = messageOf(configs, [LINE], ['id', 'coupon']);
  expect(message).toContain('record id=17 (its key `coupon` is changed or removed by a map, and not shown)');
  expect(message).not.toContain('COUPON');
});

test('a key that only gets another name is shown under the name that it has in the source', () => {
  const rename = map({ number: 'id', id: null, __key_properties__: ['number'], __alias__: 'orders' });
  expect(messageOf([rename, map({ x: FAILS }, 'orders')], [LINE])).toContain('record id=17: ');
});

test('without a key that may be shown the row in the page is told, whatever earlier maps left out', () => {
  const lines = [1, 2, 3, 4].map((id) => `${id}\t${id === 4 ? 'x' : id}\t1\tt\t\\N\t{}\t{}\t\\N`);
  expect(messageOf([map({ x: FAILS })], lines, [])).toContain('row 4 of the page: ');
  expect(messageOf([map({ __filter__: 'id != 2' }), map({ x: FAILS })], lines, [])).toContain('row 4 of the page: ');
  const hashed = map({ x: FAILS, id: 'id * 2' });
  expect(messageOf([map({ __filter__: 'id > 2' }), hashed], lines)).toContain('row 4 of the page (its key `id` ');
});

test.each([
  ['cut after 64 characters', 'é'.repeat(100), `coupon=${'é'.repeat(64)}…: `],
  ['quoted when it is no plain word', 'a b\\nc', 'coupon="a b\\nc": '],
  ['null', '\\N', 'coupon=null: '],
])('a key is %s', (_how, field, shown) => {
  expect(messageOf([map({ x: FAILS })], [LINE.replace('COUPON', field)], ['coupon'])).toContain(`record ${shown}`);
});

test('the owner of the map is named', () => {
  const step = { owner: 'tap `tap-shop`', config: map({ x: FAILS }) };
  const error = failureOf(() => mapLines(compileStreamMaps([step], SHOP), [LINE]));
  expect(String(error)).toContain('The expression `stream_maps.public-orders.x` of tap `tap-shop` failed');
});
