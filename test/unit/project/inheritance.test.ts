import type { JsonObject } from '../../../src/model/json';
import { project, removeProjectFolders } from './project-folder';

afterEach(removeProjectFolders);

const TEXT = `
plugins:
  extractors:
    - {name: tap-c, inherit_from: tap-b, config: {own: 1, o: {q: 3}, n: null}, env: {FOO: child}}
    - {name: tap-b, inherit_from: tap-a, variant: v, select: [b.*]}
    - name: tap-a
      settings: [{name: port, kind: integer}, {name: d, value: default}]
      config: {a: $FOO, o: {p: 1, q: 2}, n: kept, port: '1'}
      env: {FOO: parent}
      select: [a.*]
      metadata: {s: {k: 1}}
    - {name: tap-self, inherit_from: tap-self, config: {a: 1}}
    - {name: tap-lost, inherit_from: tap-d}
    - {name: tap-1, inherit_from: tap-2}
    - {name: tap-2, inherit_from: tap-1}
environments:
  - name: dev
    config: {plugins: {extractors: [{name: tap-a, config: {o: {p: 7}, extra: 1}}]}}
`;
const settings = async (name: string, processEnv = {}, environment: string | null = null): Promise<JsonObject> =>
  (await project(TEXT, { processEnv, environment })).resolvePlugin('extractors', name).settings;

test('a child takes what it does not say itself from its parents, key by key', async () => {
  expect(await settings('tap-c')).toEqual({ port: 1, d: 'default', a: 'child', o: { p: 1, q: 3 }, n: 'kept', own: 1 });
});

test("a child's own config wins over a variable of the parent, a variable of the child over both", async () => {
  const values = await settings('tap-c', { TAP_A_O_Q: '8', TAP_A_O_P: '8', TAP_C_OWN: '5' });
  expect(values).toMatchObject({ o: { p: 8, q: 3 }, own: 5 });
});

test("an environment's values for known keys of the parent arrive, new ones do not", async () => {
  const values = await settings('tap-c', {}, 'dev');
  expect(values).toMatchObject({ o: { p: 7, q: 3 } });
  expect(values).not.toHaveProperty('extra');
});

test('the base name is the top of the chain, the variant the nearest one', async () => {
  const { baseName, variant, extras } = (await project(TEXT)).resolvePlugin('extractors', 'tap-c');
  expect({ baseName, variant, select: extras.select, metadata: extras.metadata }).toEqual({
    baseName: 'tap-a',
    variant: 'v',
    select: ['b.*'],
    metadata: { s: { k: 1 } },
  });
});

test('inheriting from itself is ignored', async () => expect(await settings('tap-self')).toEqual({ a: 1 }));

test.each([
  ['tap-lost', /^meltano\.yml:13:38: `tap-lost` inherits from `tap-d`.*Did you mean `tap-/],
  ['tap-1', /^meltano\.yml:15:35: The inheritance goes in a circle: `tap-1` → `tap-2` → `tap-1`/],
  ['tap-sel', /no plugin `tap-sel` among the extractors.*Did you mean `tap-self`/],
])('%s is refused', async (name, message) => {
  await expect(settings(name)).rejects.toThrow(message);
});
