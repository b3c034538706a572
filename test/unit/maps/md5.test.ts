/** MD5 on page bytes against Node's own. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { MD5_HEX_BYTES, writeMd5 } from '../../../src/maps/values/md5';

function md5(bytes: Uint8Array, before = 0): string {
  const source = Buffer.concat([Buffer.alloc(before, 1), bytes, Buffer.alloc(3, 2)]);
  const target = Buffer.alloc(MD5_HEX_BYTES + 5, '.');
  writeMd5(source, before, before + bytes.length, target, 4);
  expect(target.toString('latin1', 0, 4) + target.toString('latin1', MD5_HEX_BYTES + 4)).toBe('.....');
  return target.toString('latin1', 4, MD5_HEX_BYTES + 4);
}

const expected = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

it('is right for every length around the borders of blocks', () => {
  for (let length = 0; length <= 200; length++) {
    const bytes = Buffer.alloc(length, length + 17);
    expect(md5(bytes, length % 7)).toBe(expected(bytes));
  }
});

it('is right for any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => md5(bytes) === expected(bytes)));
});
