import { openSource } from '../../../src/state/open-source';
import { stateSettings } from '../../support/states';

const open = (uri: string) => openSource(stateSettings({ uri, azure: AZURE, s3: S3 }));
const AZURE = { connectionString: 'UseDevelopmentStorage=true', storageAccountUrl: null };
const S3 = { accessKeyId: null, secretAccessKey: null, endpointUrl: null };

test.each([
  ['file:///srv/state/', 'file:///srv/state'],
  ['s3://bucket', 's3://bucket'],
  ['s3://bucket//pre/fix/', 's3://bucket/pre/fix'],
  ['s3://KEY:se/cr+et@bucket/pre', 's3://bucket/pre'],
  ['s3://bucket/pre@fix', 's3://bucket/pre@fix'],
  ['azure://container/pre', 'azure://container/pre'],
  ['gs://bucket/pre', 'gs://bucket/pre'],
])('%s is %s', (uri, place) => {
  expect(open(uri)?.place).toBe(place);
});

test('without a database of Meltano there is nothing but the durable state', () => {
  expect(open('systemdb')).toBeNull();
  expect(openSource(stateSettings({ databaseUri: 'mssql+pymssql://x/y' }))).toBeNull();
});

test.each([
  ['ftp://x/y', '`ftp`, which is no state backend'],
  ['bucket', 'is no URI'],
  ['s3:///x', 'names no bucket'],
  ['file://relative', 'is not absolute'],
])('%s is refused', (uri, reason) => {
  expect(() => open(uri)).toThrow(reason);
});
