import { project, refusal, removeProjectFolders } from './project-folder';

afterEach(removeProjectFolders);

const LOCK = JSON.stringify({
  plugin_type: 'extractors',
  name: 'tap-shop',
  namespace: 'tap_shop_ns',
  variant: 'acme',
  label: 'Shop',
  docs: 'https://example.com',
  select: ['orders.*'],
  settings: [{ name: 'host' }, { name: 'port', kind: 'integer', value: 5432 }, { name: 'password', sensitive: true }],
});

const MAIN = `plugins:
  extractors:
  - name: tap-shop
    variant: acme
    config: {host: h}
  - name: tap-shop--orders
    inherit_from: tap-shop
    config: {port: '6000'}
  - name: tap-shop--locked
    inherit_from: tap-shop
    variant: other
`;

const files = { 'meltano.yml': MAIN, 'plugins/extractors/tap-shop--acme.lock': LOCK };
const other = { 'plugins/extractors/tap-shop--other.lock': LOCK.replace('5432', '7777') };

test('a lock file gives settings, defaults, kinds and extras', async () => {
  const { settings, extras, variant, baseName } = (await project(files)).resolvePlugin('extractors', 'tap-shop');
  expect(settings).toEqual({ host: 'h', port: 5432 });
  expect(extras.select).toEqual(['orders.*']);
  expect([variant, baseName]).toEqual(['acme', 'tap-shop']);
});

test('the namespace of the lock file is a prefix of variables, above the config', async () => {
  const loaded = await project(files, { processEnv: { TAP_SHOP_NS_HOST: 'v' } });
  expect(loaded.resolvePlugin('extractors', 'tap-shop').settings).toEqual({ host: 'v', port: 5432 });
});

test('a child is cast by the lock file of its parent', async () => {
  expect((await project(files)).resolvePlugin('extractors', 'tap-shop--orders').settings).toEqual({
    host: 'h',
    port: 6000,
  });
});

test('a child with a variant inherits from that lock file and not from the plugin of the project', async () => {
  const loaded = await project({ ...files, ...other });
  expect(loaded.resolvePlugin('extractors', 'tap-shop--locked').settings).toEqual({ port: 7777 });
});

test('without that lock file it inherits from the plugin of the project', async () => {
  expect((await project(files)).resolvePlugin('extractors', 'tap-shop--locked').settings).toEqual({
    host: 'h',
    port: 5432,
  });
});

test('a plugin that nothing defines is refused by name, a native one is not', async () => {
  const loaded = await project(
    'plugins:\n  extractors:\n  - {name: tap-shop, variant: acme}\n  - {name: tap-postgres}\n',
  );
  expect(refusal(() => loaded.findPlugin('tap-shop'))).toBe(
    'ConfigInvalid meltano.yml:3:5: Nothing defines the plugin `tap-shop`: it has no `namespace`, and there is no `plugins/extractors/tap-shop--acme.lock`. ' +
      'Fetch its definition with `meltemi lock tap-shop`, or write `namespace: tap_shop` for a plugin of your own.',
  );
  expect(loaded.findPlugin('tap-postgres')).toEqual({ kind: 'extractors', name: 'tap-postgres' });
});

test('a lock file that cannot be read says where', async () => {
  await expect(project({ ...files, 'plugins/extractors/tap-shop--acme.lock': '{"name": ' })).rejects.toThrow(
    /^plugins\/extractors\/tap-shop--acme\.lock:1:\d+: The YAML cannot be read/,
  );
});
