/** The demo's source: a small shop with a column of every common type, and a day of business in it. */

/** Some thousand rows: enough to see, little enough to be over in a second. The same rows each time. */
export const CREATE_SHOP = `
create table customers (
  id integer primary key,
  name text not null,
  email varchar(120) not null,
  country char(2) not null,
  born date,
  vip boolean not null,
  discount real,
  photo bytea,
  preferences jsonb not null,
  updated_at timestamptz not null
);
create table orders (
  id bigint primary key,
  customer_id integer not null references customers,
  reference uuid not null,
  status varchar(12) not null,
  total numeric(12,2) not null,
  exchange_rate double precision,
  tags text[] not null,
  ordered_on date not null,
  deliver_from time,
  note text,
  raw json,
  updated_at timestamptz not null
);
create table items (
  order_id bigint not null references orders,
  line smallint not null,
  product text not null,
  quantity integer not null,
  unit_price numeric not null,
  warranty interval,
  measures double precision[],
  packed_at timestamp,
  updated_at timestamptz not null,
  primary key (order_id, line)
);
insert into customers
select n, 'Customer ' || n, 'customer' || n || '@example.com', (array['BR','DE','PT','GR'])[1 + n % 4],
  date '1950-01-01' + n * 37, n % 10 = 0, case when n % 3 = 0 then n % 20 + 0.5 end,
  case when n % 5 = 0 then decode(md5(n::text), 'hex') end,
  jsonb_build_object('newsletter', n % 2 = 0, 'languages', jsonb_build_array('en', 'pt')),
  timestamptz '2026-01-01 00:00:00+00' + n * interval '1 minute'
from generate_series(1, 400) n;
insert into orders
select n, 1 + n % 400, md5('order ' || n)::uuid, (array['new','paid','sent','returned'])[1 + n % 4],
  (n * 7919 % 100000) / 100.0, case when n % 4 = 0 then 1 + n / 7.0 end,
  case when n % 3 = 0 then '{}' else array['web', 'tag ' || n % 9] end,
  date '2026-01-01' + n % 90, case when n % 2 = 0 then time '09:00' + n % 480 * interval '1 minute' end,
  case when n % 6 = 0 then E'Ring twice,\\n"please" \\\\o/ ☀ ' || n end,
  json_build_object('channel', n % 5, 'nested', json_build_object('n', n)),
  timestamptz '2026-01-02 00:00:00+00' + n * interval '10 seconds'
from generate_series(1, 3000) n;
insert into items
select n, line, 'Product ' || (n * 13 + line) % 250, 1 + (n + line) % 5, (n * 31 + line) % 9999 / 100.0,
  case when line = 1 then interval '2 years' end, case when line = 2 then array[n / 10.0, 2.5, line] end,
  case when n % 2 = 0 then timestamp '2026-01-02 12:00:00' + n * interval '11 seconds' end,
  timestamptz '2026-01-02 00:00:00+00' + n * interval '10 seconds'
from generate_series(1, 3000) n, generate_series(1, 3) line
where line <= 1 + n % 3;
`;

/** A day later: some customers moved, some orders were paid, new ones came in. Moves `updated_at` as a shop would. */
export const CHANGE_SHOP = `
update customers set country = 'IT', updated_at = timestamptz '2026-01-03 08:00:00+00' + id * interval '1 second'
where id % 80 = 0;
update orders set status = 'paid', total = total + 1, updated_at = timestamptz '2026-01-03 09:00:00+00' + id * interval '1 second'
where id % 100 = 0;
insert into orders
select n, 1 + n % 400, md5('order ' || n)::uuid, 'new', n / 100.0, null, '{late}', date '2026-04-01', null, null, null,
  timestamptz '2026-01-03 10:00:00+00' + n * interval '1 second'
from generate_series(3001, 3025) n;
insert into items
select n, 1, 'Product new', 1, 9.99, null, null, null, timestamptz '2026-01-03 10:00:00+00' + n * interval '1 second'
from generate_series(3001, 3025) n;
`;
