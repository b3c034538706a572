/** The data under chaos: source tables of every kind of replication, and how they change between runs. */
import type { Client } from 'pg';
import type { Random } from './random';

const SCHEMA = `
create table orders (id bigint primary key, ref uuid not null, note text, amount numeric(12,2), score double precision, paid boolean,
  placed_on date, updated_at timestamptz not null, attrs jsonb, tags int[], coupon text);
create index on orders (updated_at);
create table items (order_id int, line smallint, sku varchar(20), qty numeric, at timestamp, primary key (order_id, line));
create table clicks (who int, what text, at timestamptz);
create table notes (id int primary key, body text, stars int, updated_at timestamptz not null);
`;

const FILL = `
insert into orders select i, md5(i::text)::uuid, case i % 3 when 0 then E'tab\\tnew\\nline \\\\ back' when 1 then 'caffe 東京 😀 ' || i end,
  (i * 7919 % 100000)::numeric / 100, i / 7.0, i % 2 = 0, date '2024-01-01' + i % 500, timestamptz '2024-01-01' + (i / 3) * interval '1 second',
  jsonb_build_object('a', i, 'b', array[i % 3, null]), array[i % 5, i % 7], nullif(i % 4, 0)::text from generate_series(1, $1::int) i;
insert into items select i / 4, i % 4, 'S' || i, i / 8.0, timestamp '2024-01-01' + i * interval '1 minute' from generate_series(1, $1::int) i;
insert into clicks select i % 100, 'click ' || i % 7, timestamptz '2024-01-01' + i * interval '1 second' from generate_series(1, $1::int) i;
insert into notes select i, 'body "' || i || E'"\\n', i % 6, timestamptz '2024-01-01' + i * interval '1 second' from generate_series(1, $1::int / 2) i;
`;

/** `rows`: of each table but `notes`, which has half as many. */
export async function fillShop(source: Client, rows: number): Promise<void> {
  await source.query(SCHEMA);
  for (const statement of FILL.split(';\n')) {
    if (statement.trim() !== '') await source.query(statement, [rows]);
  }
}

/**
 * Changes a part of each table: updates, inserts, and for full tables deletions. `updated_at` only grows, as a replication key must.
 * (No accents in `note`: the oracle's `upper` knows only those of the server's locale.)
 */
export async function changeShop(source: Client, random: Random): Promise<void> {
  const every = Math.round(random.between(3, 20));
  const rest = Math.floor(random.next() * every);
  await source.query(
    `update orders set amount = amount + 1, note = 'changed ' || id, updated_at = (select max(updated_at) from orders) + (id % 50) * interval '1 second'
     where id % $1 = $2`,
    [every, rest],
  );
  await source.query(
    `insert into orders (id, ref, updated_at) select m + i, gen_random_uuid(), newest + i * interval '1 ms'
     from generate_series(1, 500) i, (select max(id) m, max(updated_at) newest from orders) x`,
  );
  await source.query('delete from items where order_id % $1 = $2', [every, rest]);
  await source.query(
    "insert into items select m + i, 1, 'new', 1, now() from generate_series(1, 800) i, (select max(order_id) m from items) x",
  );
  await source.query("insert into clicks select i, 'more', now() from generate_series(1, 300) i");
  await source.query(
    "update notes set stars = stars + 1, updated_at = (select max(updated_at) from notes) + id * interval '1 ms' where id % $1 = $2",
    [every, rest],
  );
}
