import { recordEncoder } from '../../../../src/pages/encoding/record-encoder';

const encode = recordEncoder({
  columns: [
    { name: 'id', schema: { type: 'integer' }, nullable: false },
    { name: 'name', schema: { type: ['null', 'string'] }, nullable: true },
    { name: 'tags', schema: { type: ['null', 'array'] }, nullable: true },
    { name: 'constructor', schema: { type: ['null', 'boolean'] }, nullable: true },
  ],
  keyProperties: ['id'],
});

test('a record becomes a line in schema order', () => {
  expect(encode({ tags: ['a\tb', 1], name: 'x\ny', id: 7, constructor: true })).toBe('7\tx\\ny\t["a\\\\tb",1]\ttrue\n');
});

test('missing and null properties are null, unknown ones are left out', () => {
  expect(encode({ id: '12345678901234567890', name: null, other: 1 })).toBe('12345678901234567890\t\\N\t\\N\t\\N\n');
});

test('a value that does not fit names its column', () => {
  expect(() => encode({ id: 'secret' })).toThrow('A value of column `id` is not an integer');
  expect(() => encode({ id: 'secret' })).not.toThrow('secret');
});
