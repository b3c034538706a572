/** Input at the edges for the targets that make an object of each batch, in folders and on servers of S3. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { PluginContext } from '../../src/model/plugin-context';
import { createFolderTarget } from '../../src/targets/folder/target';
import { startS3, startVersity, type CloudServer } from '../support/cloud-servers';
import { type FileTargetUnderTest, inBucket, inFolder, PATIENCE, s3Client, SERVER_MS } from './file-targets';
import { describeTargetInputs, shownByDuckdb, type TargetInputs } from './target-inputs';

/** JSON has no such numbers. */
const jsonShown: TargetInputs['shown'] = (_, text) => (/^(NaN|Infinity)$/.test(text) ? null : text);

function describeInputs(
  name: string,
  make: () => Promise<FileTargetUnderTest>,
  shown?: TargetInputs['shown'],
  refusesNan = false,
): void {
  describeTargetInputs(name, async () => {
    const under = await make();
    const { lengthOfNote } = under;
    return {
      under,
      inputs: {
        appendsOnly: 'files cannot be merged by key',
        lengthOfNote,
        refusesNan,
        ...(shown === undefined ? {} : { shown }),
      },
    };
  });
}

const inFolderAs = (type: 'csv' | 'parquet') => (): Promise<FileTargetUnderTest> =>
  inFolder((folder: string, context: PluginContext) =>
    createFolderTarget(type, { destination_path: folder }, context, PATIENCE),
  );

describeInputs('target-csv', inFolderAs('csv'));
describeInputs('target-parquet', inFolderAs('parquet'), shownByDuckdb, true);

describe.each([
  ['moto', startS3],
  ['Versity', startVersity],
])('S3 of %s', (name, start) => {
  let server: CloudServer;
  let client: S3Client;
  beforeAll(async () => {
    server = await start();
    client = s3Client(server);
  }, SERVER_MS);
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  const type = name === 'moto' ? 'jsonl' : 'parquet';
  describeInputs(
    `target-s3, ${type} in ${name}`,
    () => inBucket(server, client, type),
    type === 'jsonl' ? jsonShown : shownByDuckdb,
    type === 'parquet',
  );
});
