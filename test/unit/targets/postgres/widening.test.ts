import { isLosslessWidening } from '../../../../src/targets/postgres/widening';

test.each([
  ['smallint', 'integer'],
  ['integer', 'bigint'],
  ['integer', 'numeric'],
  ['bigint', 'numeric(19,0)'],
  ['integer', 'numeric(12,2)'],
  ['integer', 'double precision'],
  ['real', 'double precision'],
  ['numeric(10,2)', 'numeric(12,2)'],
  ['numeric(10,2)', 'numeric(12,4)'],
  ['numeric(10,2)', 'numeric'],
  ['character varying(3)', 'character varying(4)'],
  ['character varying(3)', 'character varying'],
  ['character varying(3)', 'text'],
  ['character varying', 'text'],
  ['timestamp(3) with time zone', 'timestamp with time zone'],
  ['date', 'timestamp without time zone'],
])('%s may become %s', (existing, wanted) => {
  expect(isLosslessWidening(existing, wanted)).toBe(true);
});

test.each([
  ['bigint', 'integer'],
  ['bigint', 'bigint'],
  ['bigint', 'double precision'],
  ['bigint', 'numeric(12,2)'],
  ['integer', 'numeric(11,2)'],
  ['integer', 'text'],
  ['integer[]', 'bigint[]'],
  ['numeric', 'numeric(12,2)'],
  ['numeric(10,2)', 'numeric(11,4)'],
  ['numeric(12,2)', 'numeric(12,4)'],
  ['character varying(4)', 'character varying(3)'],
  ['character varying', 'character varying(3)'],
  ['character(3)', 'text'],
  ['text', 'character varying(10)'],
  ['timestamp without time zone', 'timestamp with time zone'],
  ['timestamp with time zone', 'timestamp(3) with time zone'],
  ['json', 'jsonb'],
  ['text', 'jsonb'],
])('%s stays when %s comes', (existing, wanted) => {
  expect(isLosslessWidening(existing, wanted)).toBe(false);
});
