import { schemaHash } from '../../../src/model/schema-hash';
import type { Column } from '../../../src/model/stream';

const id: Column = { name: 'id', schema: { type: 'integer' }, sqlType: 'bigint', nullable: false };
const note: Column = { name: 'note', schema: { type: ['string', 'null'] }, sqlType: 'text', nullable: true };

test('the same schema has the same hash, of 16 hex digits', () => {
  const hash = schemaHash({ columns: [id, note], keyProperties: ['id'] });
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(schemaHash({ columns: [{ ...id }, { ...note }], keyProperties: ['id'] })).toBe(hash);
});

test('order, type and key count', () => {
  const hashes = [
    schemaHash({ columns: [id, note], keyProperties: ['id'] }),
    schemaHash({ columns: [note, id], keyProperties: ['id'] }),
    schemaHash({ columns: [{ ...id, sqlType: 'integer' }, note], keyProperties: ['id'] }),
    schemaHash({ columns: [id, note], keyProperties: [] }),
  ];
  expect(new Set(hashes).size).toBe(4);
});
