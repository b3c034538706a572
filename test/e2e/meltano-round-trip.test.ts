/**
 * The real Meltano, then Meltemi, then Meltano again on one project, with the state in a folder and in S3: each goes on from what the
 * other has written.
 */
import { mkdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startS3, type CloudServer } from '../support/cloud-servers';
import { PluginProject } from '../support/plugin-project';
import { pythonTool } from '../support/tools';

/** The version that the recorded cases come from; `s3` brings its client. */
const MELTANO = ['meltano[s3]==4.4.1'];
const INSTALL_MS = 8 * 60_000;

/** Reads the numbers behind its state up to the one in `last`. */
const TAP = `#!/usr/bin/env python3
import json, sys
args = sys.argv
if "--discover" in args:
    print(json.dumps({"streams": [{"tap_stream_id": "numbers", "stream": "numbers", "metadata": [{"breadcrumb": [], "metadata": {"inclusion": "available"}}],
      "schema": {"type": "object", "properties": {"id": {"type": "integer"}}}}]}))
    sys.exit()
state = json.load(open(args[args.index("--state") + 1])) if "--state" in args else {}
done = state.get("bookmarks", {}).get("numbers", {}).get("replication_key_value", 0)
print(json.dumps({"type": "SCHEMA", "stream": "numbers", "schema": {"properties": {"id": {"type": "integer"}}}, "key_properties": ["id"]}))
for id in range(done + 1, int(open("last").read()) + 1):
    print(json.dumps({"type": "RECORD", "stream": "numbers", "record": {"id": id}}))
    done = id
print(json.dumps({"type": "STATE", "value": {"bookmarks": {"numbers": {"replication_key": "id", "replication_key_value": done}}}}))
`;
const TARGET = `#!/usr/bin/env python3
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "RECORD":
        open("numbers.txt", "a").write("%d\\n" % message["record"]["id"])
    if message["type"] == "STATE":
        print(json.dumps(message["value"]), flush=True)
`;

const projectText = (backend: string): string => `version: 1
project_id: round-trip
default_environment: dev
environments: [{name: dev}]
send_anonymous_usage_stats: false
state_backend: ${backend}
plugins:
  extractors:
    - {name: tap-numbers, namespace: tap_numbers, executable: ./bin/tap.py, capabilities: [catalog, discover, state]}
  loaders:
    - {name: target-file, namespace: target_file, executable: ./bin/target.py}
`;

let bin: string;
let s3: CloudServer;

beforeAll(async () => {
  bin = await pythonTool(MELTANO);
  s3 = await startS3();
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const client = new S3Client({ endpoint: s3.url, region: 'us-east-1', credentials, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: 'states' }));
  client.destroy();
}, INSTALL_MS);

afterAll(() => s3?.stop());

const BACKENDS: readonly (readonly [string, (folder: string) => string])[] = [
  ['a folder', (folder) => `{uri: 'file://${folder}/states'}`],
  [
    'S3',
    () =>
      `{uri: s3://states/meltano, s3: {aws_access_key_id: key, aws_secret_access_key: secret, endpoint_url: '${s3.url}'}}`,
  ],
];

test.each(BACKENDS)(
  'the state in %s goes to Meltemi and back',
  async (_, backend) => {
    const project = new PluginProject();
    writeProject(project, projectText(backend(project.folder)));
    try {
      await meltano(project, 2);
      await meltemi(project, 4);
      await meltemi(project, 5);
      await meltano(project, 7);
      await meltemi(project, 8);
      expect(numbers(project)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    } finally {
      project.remove();
    }
  },
  4 * 60_000,
);

test(
  "a state of Meltano's system database is taken over",
  async () => {
    const project = new PluginProject();
    writeProject(project, projectText('{uri: systemdb}'));
    try {
      await meltano(project, 2);
      await meltemi(project, 4);
      await meltemi(project, 5);
      expect(numbers(project)).toEqual([1, 2, 3, 4, 5]);
    } finally {
      project.remove();
    }
  },
  2 * 60_000,
);

function writeProject(project: PluginProject, text: string): void {
  mkdirSync(join(project.folder, 'states'));
  project.write('meltano.yml', text);
  project.writeExecutable('bin/tap.py', TAP);
  project.writeExecutable('bin/target.py', TARGET);
}

/** Runs the pipeline in Meltano, when the source has come to the number `last`. */
function meltano(project: PluginProject, last: number): Promise<string> {
  project.write('last', String(last));
  return run(join(bin, 'meltano'), ['--log-level=info', 'run', 'tap-numbers', 'target-file'], project);
}

async function meltemi(project: PluginProject, last: number): Promise<void> {
  project.write('last', String(last));
  expect(await project.run(['run', 'tap-numbers', 'target-file'])).toMatchObject({ code: 0 });
}

function numbers(project: PluginProject): readonly number[] {
  return project.read('numbers.txt').trim().split('\n').map(Number);
}

/** Throws with all that it printed when it ends otherwise than with 0. */
function run(program: string, args: readonly string[], { folder }: PluginProject): Promise<string> {
  const env = { ...process.env, AWS_DEFAULT_REGION: 'us-east-1', MELTANO_SEND_ANONYMOUS_USAGE_STATS: 'false' };
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${program} ended with ${code}:\n${output}`)),
    );
  });
}
