import { fittingType } from '../../../../src/targets/duckdb/type-fit';

test.each([
  ['BIGINT', 'BIGINT', 'BIGINT'],
  ['INTEGER', 'BIGINT', 'BIGINT'],
  ['BIGINT', 'SMALLINT', 'BIGINT'],
  ['INTEGER', 'DECIMAL(12,2)', 'DECIMAL(12,2)'],
  ['BIGINT', 'DECIMAL(12,2)', 'DECIMAL(21,2)'],
  ['DECIMAL(12,2)', 'DECIMAL(12,4)', 'DECIMAL(14,4)'],
  ['DECIMAL(12,4)', 'DECIMAL(10,2)', 'DECIMAL(12,4)'],
  ['DECIMAL(38,0)', 'DECIMAL(12,2)', null],
  ['FLOAT', 'DOUBLE', 'DOUBLE'],
  ['DOUBLE', 'INTEGER', 'DOUBLE'],
  ['DOUBLE', 'BIGINT', null],
  ['BIGINT', 'DOUBLE', null],
  ['DATE', 'TIMESTAMP', 'TIMESTAMP'],
  ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', null],
  ['VARCHAR', 'DATE', 'VARCHAR'],
  ['DATE', 'VARCHAR', null],
  ['JSON', 'VARCHAR', 'VARCHAR'],
  ['INTEGER[]', 'BIGINT[]', null],
])('a column of %s that is to take %s becomes %s', (existing, wanted, fit) => {
  expect(fittingType(existing, wanted)).toBe(fit);
});
