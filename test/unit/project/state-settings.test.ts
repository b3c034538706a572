import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateSettings } from '../../../src/model/state-settings';
import { openProjectSource } from '../../../src/project/project-source';
import { stateSettingsOf } from '../../../src/project/state-settings';

const folder = mkdtempSync(join(tmpdir(), 'meltemi-state-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settings(
  yaml: string,
  { env = {}, dotenv = '' }: { readonly env?: Record<string, string>; readonly dotenv?: string } = {},
  stateId: string | null = null,
): Promise<StateSettings> {
  writeFileSync(join(folder, 'meltano.yml'), `version: 1\n${yaml}`);
  writeFileSync(join(folder, '.env'), dotenv);
  return stateSettingsOf(openProjectSource(folder, env))(undefined, stateId);
}

test('without settings state is in the system database of the project', async () => {
  expect(await settings('')).toMatchObject({
    uri: 'systemdb',
    databaseUri: `sqlite:///${folder}/.meltano/meltano.db`,
    lockTimeoutSeconds: 10,
    lockRetrySeconds: 1,
  });
});

test('settings stand nested or dotted, and variables set them', async () => {
  const yaml =
    'state_backend:\n  uri: s3://bucket/pre\n  s3: {aws_access_key_id: KEY}\nstate_backend.lock_timeout_seconds: 20\n';
  const env = { MELTANO_STATE_BACKEND_S3_AWS_SECRET_ACCESS_KEY: 'from-process' };
  const dotenv = 'MELTANO_STATE_BACKEND_S3_ENDPOINT_URL=http://minio:9000\n';
  expect(await settings(yaml, { env, dotenv })).toMatchObject({
    uri: 's3://bucket/pre',
    lockTimeoutSeconds: 20,
    s3: { accessKeyId: 'KEY', secretAccessKey: 'from-process', endpointUrl: 'http://minio:9000' },
    secrets: expect.arrayContaining(['from-process', 'KEY']) as string[],
  });
});

test('the project, its system folder and the environment of the state id can be referred to', async () => {
  const yaml = [
    'environments:',
    '- {name: dev, env: {PLACE: of-dev}}',
    'state_backend: {uri: "file://${MELTANO_PROJECT_ROOT}/${PLACE}"}',
    'database_uri: sqlite:///$MELTANO_SYS_DIR_ROOT/other.db',
    '',
  ].join('\n');
  const env = { PLACE: 'of-all' };
  expect(await settings(yaml, { env })).toMatchObject({
    uri: `file://${folder}/of-all`,
    databaseUri: `sqlite:///${folder}/.meltano/other.db`,
  });
  expect((await settings(yaml, { env }, 'dev:a-to-b')).uri).toBe(`file://${folder}/of-dev`);
  expect((await settings(yaml, { env }, 'prod:a-to-b')).uri).toBe(`file://${folder}/of-all`);
});

test('a variable that is not there is an error with its place, not a bucket without a name', async () => {
  await expect(settings('state_backend: {uri: s3://$BUCKET/x}\n')).rejects.toThrow(/^meltano.yml:2:.*`BUCKET`/);
});

test('both keys inside the address are secrets, also with slashes', async () => {
  const { secrets } = await settings('state_backend: {uri: "s3://AKIA:se/cr+et@bucket/pre"}\n');
  expect(secrets).toEqual(expect.arrayContaining(['AKIA', 'se/cr+et']));
});
