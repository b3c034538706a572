import { describeServer, readPostgresSettings } from '../../../../src/systems/postgres/settings';
import { parsePostgresUrl } from '../../../../src/systems/postgres/url';

const BASE = { host: 'db', user: 'me', password: 'canary', dbname: 'shop' };

const read = (settings: Parameters<typeof readPostgresSettings>[0]) => readPostgresSettings(settings, 'tap-postgres');

test('both spellings of the database are read, and the port has its default', () => {
  expect(read(BASE)).toMatchObject({ host: 'db', port: 5432, user: 'me', password: 'canary', database: 'shop' });
  expect(read({ host: 'db', user: 'me', database: 'other', port: '6000' })).toMatchObject({
    database: 'other',
    port: 6000,
    password: null,
  });
});

test.each([
  ['host', { ...BASE, host: null }],
  ['user', { ...BASE, user: '' }],
  ['dbname', { ...BASE, dbname: null }],
  ['port', { ...BASE, port: 'canary-port' }],
  ['port', { ...BASE, port: 70000 }],
  ['ssl_mode', { ...BASE, ssl_mode: 'sometimes' }],
  ['url', { url: 'mysql://canary@host/db' }],
  ['host', { ...BASE, host: ['a'] }],
])('a wrong `%s` is a configuration error that names it and shows no value', (setting, settings) => {
  expect(() => read(settings)).toThrow(expect.objectContaining({ code: 'ConfigInvalid' }) as Error);
  expect(() => read(settings)).toThrow(`\`${setting}\` of \`tap-postgres\``);
  expect(() => read(settings)).not.toThrow('canary');
});

test.each([
  ['libpq’s default', {}, 'prefer'],
  ['pipelinewise: ssl "true"', { ssl: 'true' }, 'require'],
  ['meltanolabs: ssl_enable', { ssl_enable: true }, 'verify-full'],
  ['meltanolabs with a mode', { ssl_enable: true, ssl_mode: 'verify-ca' }, 'verify-ca'],
  ['a mode alone', { ssl_mode: 'disable' }, 'disable'],
])('TLS: %s', (_, settings, mode) => {
  expect(read({ ...BASE, ...settings }).tls.mode).toBe(mode);
});

test('certificates are read under the names of the variants', () => {
  const tls = read({
    ...BASE,
    ssl_certificate_authority: 'ca',
    ssl_client_certificate: 'cert',
    ssl_client_private_key: 'key',
  }).tls;
  expect(tls).toMatchObject({ rootCert: 'ca', clientCert: 'cert', clientKey: 'key' });
});

test('a URL wins over single settings, and what it lacks comes from them', () => {
  const settings = read({
    ...BASE,
    sqlalchemy_url: 'postgresql+psycopg2://you:p%40ss@other:6432/db%201?sslmode=require',
  });
  expect(settings).toMatchObject({ host: 'other', port: 6432, user: 'you', password: 'p@ss', database: 'db 1' });
  expect(settings.tls.mode).toBe('require');
  expect(read({ ...BASE, url: 'postgres://other' })).toMatchObject({ host: 'other', user: 'me', database: 'shop' });
  expect(describeServer(settings)).toBe('other:6432/db 1');
});

test.each([
  ['postgresql://h:80/d', { host: 'h', port: 80, database: 'd' }],
  ['postgresql:///d?host=/run/postgresql', { host: '/run/postgresql', database: 'd' }],
  ['postgresql://u@/d', { user: 'u', database: 'd' }],
  ['postgres://[::1]:5433/d', { host: '::1', port: 5433 }],
])('the URL %s', (url, parts) => {
  expect(parsePostgresUrl(url)).toMatchObject(parts);
});

test.each(['http://h/d', 'h/d', '', 'postgresql://h:port/d'])('%s is no PostgreSQL URL', (url) => {
  expect(parsePostgresUrl(url)).toBeNull();
});
