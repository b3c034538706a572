/** What a map does to the lines of a page. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { compileStreamMaps } from '../../../src/maps/compile-stream-map';
import { failureOf } from './failure';
import { compileShop, LINES, mapInChunks, mapShop, mapStep, SHOP } from './shop';

describe('columns', () => {
  it('that no expression names are copied byte for byte', () => {
    expect(mapShop({ extra: '1' })).toEqual(LINES.map((line) => `${line}\t1`));
  });

  it('are removed, from the front, the middle and the end', () => {
    expect(mapShop({ id: null, amount: '__NULL__', coupon: null, __key_properties__: [] })[1]).toBe(
      'caffè 😀\tt\t2024-01-01 00:00:02+00\t{"sku": "S2"}\t{}',
    );
  });

  it('renamed go to the end with their bytes and their source type', () => {
    const { outputs } = compileShop({ remark: 'note', note: null });
    expect(outputs[0]?.columns.at(-1)).toEqual({
      name: 'remark',
      sqlType: 'text',
      schema: { type: ['string', 'null'] },
      nullable: true,
    });
    expect(mapShop({ remark: 'note', note: null })[0]?.endsWith('\t\\N\tline one\\nline two')).toBe(true);
  });

  it('written have no source type and allow null', () => {
    const { outputs } = compileShop({ note: 'note.upper()' });
    expect(outputs[0]?.columns[1]).toEqual({ name: 'note', schema: { type: ['string', 'null'] }, nullable: true });
  });

  it('come in another order', () => {
    const map = { coupon: 'coupon', tags: 'tags', id: 'id', __else__: null };
    expect(mapShop(map)).toEqual(['\\N\t{a,"b c"}\t1', 'C2\t{}\t2', 'back\\\\slash\t\\N\t3']);
  });

  it('keep their place when they are overwritten', () => {
    expect(mapShop({ id: 'id + 1', coupon: "'x'" }).map((line) => line.split('\t')[0])).toEqual(['2', '3', '4']);
    expect(mapShop({ id: 'id + 1', coupon: "'x'" }).map((line) => line.split('\t')[7])).toEqual(['x', 'x', 'x']);
  });
});

describe('tests that the bytes of a text column answer', () => {
  const column = (name: string, type: string) => ({ name, schema: { type: [type, 'null'] }, nullable: true });
  const columns = [column('a', 'string'), column('n', 'integer'), column('b', 'string')];
  const lines = ['x\t1\tpaid', '\\N\t0\t', 'tab\\there\t\\N\t\\N', '\t2\tcaffè', '\\\\N\t3\tpai'];
  const answers = (expression: string): string => {
    const stream = { name: 's', schema: { columns, keyProperties: [] } };
    const map = { __else__: null, x: `1 if ${expression} else 0` };
    const { outputs } = compileStreamMaps([mapStep({ stream_maps: { s: map } })], stream);
    return (
      outputs[0]
        ?.mapRows(Buffer.from(`${lines.join('\n')}\n`), 1)
        .bytes.toString('utf8')
        .replaceAll('\n', '') ?? ''
    );
  };

  it.each([
    ["a == 'x'", '10000'],
    ["a != 'x'", '01111'],
    ["'x' == a", '10000'],
    ["a == 'tab\\there'", '00100'],
    ["a == '\\\\N'", '00001'],
    ["a == ''", '00010'],
    ['a == None', '01000'],
    ['a', '10101'],
    ['not a', '01010'],
    ["b == 'paid'", '10000'],
    ["b == 'caffè'", '00010'],
    ['b', '10011'],
    ["n == '1'", '00000'],
    ['n', '10011'],
    ["record['b'] == 'paid' or a == 'tab\\there'", '10100'],
  ])('%s is %s', (expression, expected) => {
    expect(answers(expression)).toBe(expected);
  });
});

describe('md5 of a column, which goes from bytes to bytes', () => {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  const column = (name: string) => ({ name, schema: { type: ['string', 'null'] }, nullable: true });
  const columns = ['first', 'middle', 'last'].map(column);
  const lines = 'a\tb\tc\n\\N\t\tcaffè 😀\nx\\ty\t\\N\t\\\\N\n';
  const mapped = (map: Record<string, string | null>): string[] => {
    const stream = { name: 's', schema: { columns, keyProperties: [] } };
    const { outputs } = compileStreamMaps([mapStep({ stream_maps: { s: map } })], stream);
    return outputs[0]?.mapRows(Buffer.from(lines), 1).bytes.toString('utf8').split('\n').slice(0, -1) ?? [];
  };

  it('in any place, null where it guards against it, and by value where there are escapes', () => {
    const guarded = (name: string): string => `md5(${name}) if ${name} is not None else None`;
    expect(mapped({ first: guarded('first'), middle: guarded('middle'), last: guarded('last') })).toEqual([
      [md5('a'), md5('b'), md5('c')].join('\t'),
      ['\\N', md5(''), md5('caffè 😀')].join('\t'),
      [md5('x\ty'), '\\N', md5('\\N')].join('\t'),
    ]);
  });

  it('is a text like any other in a larger expression, and in a column of another type', () => {
    expect(
      mapped({ __else__: null, n: "md5('a') if md5(last)[:2] == '4a' else ''", id: 'int(md5(last)[:4], 16)' }),
    ).toEqual([
      `${md5('a')}\t${parseInt(md5('c').slice(0, 4), 16)}`,
      `\t${parseInt(md5('caffè 😀').slice(0, 4), 16)}`,
      `\t${parseInt(md5('\\N').slice(0, 4), 16)}`,
    ]);
  });

  it('fails on a null as every md5 does', () => {
    expect(failureOf(() => mapped({ first: 'md5(first)' }))).toMatchObject({ code: 'MapFailed' });
  });
});

describe('values are those of a Singer record, as Python reads it', () => {
  const one = (expression: string): string | undefined =>
    mapShop({ x: expression, __else__: null, __key_properties__: [] }, {}, LINES.slice(0, 1))[0];

  it.each([
    ['updated_at', '2024-01-01 00:00:01.5+00'],
    ['updated_at[:]', '2024-01-01T00:00:01.500000+00:00'],
    ['str(amount)', '-920.81'],
    ['amount * 2', '-1841.62'],
    ["attrs['sku']", 'S1'],
    ["str(attrs['n'])", '1.50'],
    ['tags[1]', 'b c'],
    ['note', 'line one\\nline two'],
    ["note.split('\\n')[0]", 'line one'],
    ["note + '\\t\\\\'", 'line one\\nline two\\t\\\\'],
    ['not paid', 'true'],
    ['coupon', '\\N'],
    ['[id, amount, coupon]', '[1,-920.81,null]'],
    ["record.get('note')", 'line one\\nline two'],
    ["'nope' in record", 'false'],
  ])('%s', (expression, expected) => {
    expect(one(expression)).toBe(expected);
  });
});

describe('filters', () => {
  it('keep records whose expression is true', () => {
    expect(mapShop({ __filter__: 'paid' })).toEqual([LINES[1]]);
    expect(mapShop({ __filter__: 'id != 2' })).toEqual([LINES[0], LINES[2]]);
  });

  it('that keep everything give the very bytes', () => {
    const block = Buffer.from(`${LINES.join('\n')}\n`);
    const mapped = compileShop({ __filter__: 'True' }).outputs[0]?.mapRows(block, 1);
    expect(mapped?.bytes.buffer).toBe(block.buffer);
    expect(mapped?.rows).toBe(3);
  });

  it('see the source record, not what the map makes of it', () => {
    expect(mapShop({ id: 'id * 100', __filter__: 'id > 2', __else__: null })).toEqual(['300']);
  });
});

describe('a page', () => {
  it('comes out the same however it is cut into chunks', async () => {
    const text = `${Array.from({ length: 20 }, (_, i) => LINES[i % 3]).join('\n')}\n`;
    const map = compileShop({ note: "(note or '').title()", coupon: null, k: 'md5(str(id))', __filter__: 'id < 3' });
    const whole = await mapInChunks(map, text, text.length * 4);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (size) => {
        expect(await mapInChunks(map, text, size)).toEqual(whole);
      }),
    );
    expect(whole[0]?.rows).toBe(14);
  });

  it('gives each output its records when a stream is doubled', async () => {
    const map = compileStreamMaps(
      [mapStep({ stream_maps: { ids: { __source__: SHOP.name, id: 'id', __else__: null } } })],
      SHOP,
    );
    expect(map.outputs.map((output) => output.name)).toEqual([SHOP.name, 'ids']);
    const [original, ids] = await mapInChunks(map, `${LINES.join('\n')}\n`, 50);
    expect(original).toEqual({ text: `${LINES.join('\n')}\n`, rows: 3 });
    expect(ids).toEqual({ text: '1\n2\n3\n', rows: 3 });
  });

  it('that ends in the middle of a line is refused', async () => {
    await expect(mapInChunks(compileShop({ x: '1' }), 'a\tb', 10)).rejects.toMatchObject({ code: 'RecordInvalid' });
  });

  it.each([[{ note: 'note.upper()' }], [{ coupon: null }], [{ tags: null }]])(
    'with a line of one field is refused: %j',
    (map) => {
      for (const lines of [['1'], [LINES[0] ?? '', '1']]) {
        expect(failureOf(() => mapShop(map, {}, lines))).toMatchObject({ code: 'RecordInvalid' });
      }
    },
  );
});

describe('several mappings', () => {
  it('work on what the one before leaves', async () => {
    const map = compileStreamMaps(
      [
        mapStep({ stream_maps: { [SHOP.name]: { __alias__: 'orders', total: 'amount', __filter__: 'id < 3' } } }),
        mapStep({ stream_maps: { orders: { double: 'total * 2', id: 'id', __else__: null } } }),
      ],
      SHOP,
    );
    expect(map.outputs.map((output) => output.name)).toEqual(['orders']);
    const [result] = await mapInChunks(map, `${LINES.join('\n')}\n`, 1000);
    expect(result).toEqual({ text: '-1841.62\t1\n10.00\t2\n', rows: 2 });
  });
});

describe('identity', () => {
  it.each([
    ['an empty map', {}, true],
    ['an alias', { __alias__: 'orders' }, false],
    ['other keys', { __key_properties__: [] }, false],
    ['a filter', { __filter__: 'True' }, false],
    ['a removed column', { note: null }, false],
    ['an unknown removed column', { nope: null }, true],
  ])('%s', (_name, map, expected) => {
    expect(compileShop(map).identity).toBe(expected);
  });

  it('a stream without an entry, and a mapping without settings', () => {
    expect(compileShop({}, { stream_maps: { other: { x: '1' } } }).identity).toBe(true);
    expect(compileShop({}, { stream_maps: {} }).identity).toBe(true);
  });

  it('a dropped stream has no output', () => {
    expect(compileShop(null)).toMatchObject({ outputs: [], identity: false });
    expect(compileShop({}, { stream_maps: { other: {}, __else__: null } })).toMatchObject({
      outputs: [],
      identity: false,
    });
  });
});
