import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { selectCommand, type SelectOptions } from '../../../src/cli/commands/select';
import { removeProjectFolders } from '../project/project-folder';
import { contextIn } from './project-context';

afterEach(removeProjectFolders);

const MAIN = `version: 1 # ours
environments:
- name: prod
plugins:
  extractors:
  - name: tap-x
    namespace: tap_x
    select: [$SCHEMA-a.*]
  - {name: tap-z, inherit_from: tap-x}
`;
const files = { 'meltano.yml': MAIN };

interface Written {
  readonly environments: readonly unknown[];
  readonly plugins: { readonly extractors: readonly { readonly select?: readonly string[] }[] };
}

function written(root: string): Written {
  return parse(readFileSync(join(root, 'meltano.yml'), 'utf8')) as Written;
}

type Step = readonly [stream: string | undefined, property: string | undefined, options: SelectOptions];

async function selected(tap: string, ...steps: readonly Step[]): Promise<Written> {
  const { context, root } = contextIn(files, { SCHEMA: 's' });
  for (const [stream, property, options] of steps) await selectCommand(context, tap, stream, property, options);
  return written(root);
}

test('patterns are added behind those that are there, as they are written', async () => {
  const { plugins } = await selected(
    'tap-x',
    ['users', 'id', {}],
    ['users', 'email', { exclude: true }],
    ['b', undefined, {}],
  );
  expect(plugins.extractors[0]?.select).toEqual(['$SCHEMA-a.*', 'users.id', '!users.email', 'b.*']);
});

test('what is there already is not added twice', async () => {
  const { plugins } = await selected('tap-z', ['users', 'id', {}], ['users', 'id', {}]);
  expect(plugins.extractors[1]?.select).toEqual(['users.id']);
});

test('a pattern is taken out, and all of them are', async () => {
  expect(
    (await selected('tap-x', ['users', 'id', {}], ['users', 'id', { rm: true }])).plugins.extractors[0]?.select,
  ).toEqual(['$SCHEMA-a.*']);
  expect((await selected('tap-x', [undefined, undefined, { clear: true }])).plugins.extractors[0]).not.toHaveProperty(
    'select',
  );
});

test('with an environment, the selection is that of the environment', async () => {
  const { context, root } = contextIn(files, { SCHEMA: 's' }, { environment: 'prod' });
  await selectCommand(context, 'tap-x', 'users', 'id', {});
  expect(written(root).environments).toEqual([
    { name: 'prod', config: { plugins: { extractors: [{ name: 'tap-x', select: ['users.id'] }] } } },
  ]);
});

test('a pattern that is not there cannot be taken out, and nothing is written', async () => {
  const { context, root } = contextIn(files, { SCHEMA: 's' });
  await expect(selectCommand(context, 'tap-x', 'users', 'id', { rm: true })).rejects.toThrow(
    'has no pattern `users.id`. It has: `$SCHEMA-a.*`.',
  );
  expect(readFileSync(join(root, 'meltano.yml'), 'utf8')).toBe(MAIN);
});
