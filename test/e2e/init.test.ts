/** `meltemi init`: the project that it makes is read, planned and run as it is, once `.env` is filled in. */
import { Client } from 'pg';
import { parseDotenv } from '../../src/project/dotenv';
import { openProjectSource } from '../../src/project/project-source';
import { createDatabase } from '../support/postgres';
import { PluginProject } from '../support/plugin-project';

let project: PluginProject;
beforeEach(() => (project = new PluginProject()));
afterEach(() => project.remove());

/** `.env.example` filled in. */
function fillIn(values: Readonly<Record<string, string>>): void {
  const lines = [...parseDotenv(project.read('.env.example'), {})].map(([name, value]) => {
    const part = name.split('_').at(-1) ?? '';
    return `${name}=${values[part] ?? value}`;
  });
  project.write('.env', `${lines.join('\n')}\n`);
}

test('the layout keeps one concern per file', async () => {
  const ended = await project.run(['init']);
  expect(ended.code).toBe(0);
  for (const path of [
    'meltano.yml',
    'env_config.yml',
    '.env.example',
    '.gitignore',
    'README.md',
    'plugins/extractors/extractors_config.yml',
    'plugins/loaders/loaders_config.yml',
    'plugins/mappers/mappers_config.yml',
    'plugins/custom/custom_config.yml',
    'pipelines/example/example_config.yml',
  ]) {
    expect([path, project.has(path)]).toEqual([path, true]);
  }
  expect(project.read('.gitignore')).toMatch(/^\.env$/m);
});

test('every variable of the project is in .env.example, and each environment resolves', async () => {
  await project.run(['init']);
  fillIn({ HOST: 'db', USER: 'me', PASSWORD: 'pw', NAME: 'shop' });
  const source = openProjectSource(project.folder, {});
  for (const environment of ['dev', 'staging', 'prod']) {
    const loaded = await source.load(environment);
    const [block] = loaded.resolveJob('example-pipeline').blocks;
    if (block?.kind !== 'pipeline') throw new Error('No pipeline.');
    const { pipeline } = block;
    const tap = loaded.resolvePlugin('extractors', pipeline.tap);
    const target = loaded.resolvePlugin('loaders', pipeline.target, pipeline.tap);
    expect(target.settings).toMatchObject({
      host: 'db',
      port: '5432',
      database: 'shop',
      default_target_schema: 'example',
    });
    expect(tap.settings).toMatchObject({ host: 'db', user: 'me' });
    const mappings = pipeline.mappings.map((name) => loaded.resolveMapping(name));
    const warnings = [
      ...loaded.warnings,
      ...tap.warnings,
      ...target.warnings,
      ...mappings.flatMap((each) => each.warnings),
    ];
    expect(warnings).toEqual([]);
  }
});

test('a folder with a project is refused; --force writes over it; other files stay', async () => {
  project.write('README.md', 'mine');
  expect((await project.run(['init'])).stdout).toMatch(/`README\.md` was there already/);
  expect(project.read('README.md')).toBe('mine');
  const again = await project.run(['init']);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/There is a project in/) as string });
  expect((await project.run(['init', '--force'])).code).toBe(0);
  expect(project.read('README.md')).toMatch(/^# meltemi-plugins-/);
});

test('a named folder is made', async () => {
  const ended = await project.run(['init', 'shop loads']);
  expect(ended.stdout).toMatch(/Made the project `shop-loads` in .*\n\nNext:\n {2}cd shop loads/s);
  expect(project.read('shop loads/meltano.yml')).toMatch(/^project_id: shop-loads$/m);
});

test('the example can be planned against real databases', async () => {
  const database = await createDatabase('init');
  try {
    const url = new URL(database.url);
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('CREATE TABLE public.orders (id int PRIMARY KEY)');
    await client.end();
    await project.run(['init']);
    const { hostname: HOST, port: PORT, username: USER, password: PASSWORD } = url;
    fillIn({ HOST, PORT, USER, PASSWORD, NAME: url.pathname.slice(1) });
    const planned = await project.run(['plan', 'example-pipeline']);
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('public-orders') as string });
  } finally {
    await database.drop();
  }
});
