/** The order of a pipeline's maps, and what of a plugin's settings travels with them. */
import { compileStreamMaps } from '../../../src/maps/compile-stream-map';
import { mapChain } from '../../../src/maps/map-chain';
import { SHOP } from './shop';

const secret = { host: 'h', password: 'hunter2' };

test('the tap maps first, then the mappings, then the target', () => {
  const rename = (from: string, to: string) => ({ stream_maps: { [from]: { __alias__: to } } });
  const steps = mapChain({
    tap: { name: 'tap-shop', baseName: 'tap-shop', settings: { ...secret, ...rename(SHOP.name, 'one') } },
    mappings: [{ name: 'map-shop', config: rename('one', 'two') }],
    target: { name: 'target-shop', baseName: 'target-shop', settings: { ...secret, ...rename('two', 'three') } },
  });
  expect(steps.map(({ owner }) => owner)).toEqual(['tap `tap-shop`', 'mapping `map-shop`', 'target `target-shop`']);
  expect(compileStreamMaps(steps, SHOP).outputs.map(({ name }) => name)).toEqual(['three']);
});

test('only settings of maps travel, and none where nothing is mapped', () => {
  const maps = {
    stream_maps: {},
    stream_map_config: { seed: 'x' },
    faker_config: { seed: 1 },
    flattening_enabled: true,
    flattening_max_depth: 1,
  };
  const chain = (settings: Readonly<Record<string, string>>, more: typeof maps | null) =>
    mapChain({ tap: { name: 't', baseName: 't', settings: { ...settings, ...more } }, mappings: [], target: null });
  expect(chain(secret, maps)).toEqual([{ owner: 'tap `t`', config: maps }]);
  expect(chain(secret, null)).toEqual([]);
});

test('target-s3 flattens by either name, and to a depth of its own', () => {
  const flattening = (settings: Readonly<Record<string, boolean | number>>) =>
    mapChain({ tap: null, mappings: [], target: { name: 't', baseName: 'target-s3', settings } }).map(({ config }) => [
      config['flattening_enabled'],
      config['flattening_max_depth'],
    ]);
  expect(flattening({ flatten_records: true })).toEqual([[true, 10]]);
  expect(flattening({ flatten_records: true, flattening_enabled: false })).toEqual([[false, 10]]);
  expect(flattening({ flattening_enabled: true, flattening_max_depth: 2 })).toEqual([[true, 2]]);
  expect(flattening({ other: true })).toEqual([]);
});

test('a program maps by itself', () => {
  expect(mapChain({ tap: null, mappings: [], target: null })).toEqual([]);
});
