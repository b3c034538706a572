import { join } from 'node:path';
import { openProjectSource } from '../../../src/project/project-source';
import { projectFolder, removeProjectFolders } from './project-folder';

afterAll(removeProjectFolders);

const source = openProjectSource(join(__dirname, '../../../config'), { VAR_IN_DB_PORT: '6001', DEV_DB_PORT: '6002' });

test('the sample project needs nothing but its own files', async () => {
  const sample = await source.load();
  expect({ id: sample.id, environment: sample.environment, warnings: sample.warnings }).toEqual({
    id: 'shop',
    environment: 'dev',
    warnings: [],
  });
  for (const job of sample.jobs) {
    for (const block of sample.resolveJob(job.name).blocks) {
      if (block.kind !== 'pipeline') throw new Error('The sample has pipelines only.');
      const { pipeline } = block;
      const plugins = [
        sample.resolvePlugin('extractors', pipeline.tap),
        sample.resolvePlugin('loaders', pipeline.target, pipeline.tap),
      ];
      const mappings = pipeline.mappings.map((name) => sample.resolveMapping(name));
      expect([...plugins, ...mappings].flatMap((each) => each.warnings)).toEqual([]);
    }
  }
});

test("the sample's ports can be set from outside", async () => {
  const sample = await source.load();
  expect(sample.resolvePlugin('extractors', 'tap-postgres--orders').settings['port']).toBe('6001');
  expect(sample.resolvePlugin('loaders', 'target-postgres--orders').settings['port']).toBe('6002');
});

test("the sample's environment prod asks for its own variables", async () => {
  const sample = await source.load('prod');
  expect(() => sample.resolvePlugin('loaders', 'target-postgres--orders')).toThrow(
    /`PROD_DB_HOST`, which is not defined/,
  );
});

test('a variable sets what a native plugin takes, though nothing in the project names it', async () => {
  const root = projectFolder({
    'meltano.yml':
      'plugins: {extractors: [{name: tap-postgres, config: {host: h, user: u, database: d}}, {name: tap-b, inherit_from: tap-postgres}]}',
  });
  const variables = {
    TAP_POSTGRES_PORT: '5433',
    TAP_B_FILTER_SCHEMAS: 'a,b',
    TAP_B_PASSWORD: 'p',
    TAP_B_SSL_ENABLE: 'false',
  };
  const project = await openProjectSource(root, variables).load(null);
  const { settings, secrets } = project.resolvePlugin('extractors', 'tap-b');
  expect(settings).toEqual({
    host: 'h',
    port: '5433',
    user: 'u',
    password: 'p',
    database: 'd',
    filter_schemas: 'a,b',
    ssl_enable: false,
  });
  expect(secrets).toContain('p');
});
