import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configuredConnection, unreachable } from '../../../src/temporal/connection';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'meltemi-connection-'))));
afterEach(() => rmSync(home, { recursive: true }));

function configure(toml: string, environment: Record<string, string> = {}): ReturnType<typeof configuredConnection> {
  const file = join(home, 'temporal.toml');
  writeFileSync(file, toml);
  return configuredConnection({ HOME: home, TEMPORAL_CONFIG_FILE: file, ...environment });
}

const PROFILES = `
[profile.default]
address = "one:7233"
namespace = "first"
[profile.cloud]
address = "two:7233"
namespace = "second"
api_key = "canary-key"
`;

test('the variables alone are enough', () => {
  const { connection, namespace } = configuredConnection({
    HOME: home,
    TEMPORAL_ADDRESS: 'there:7233',
    TEMPORAL_NAMESPACE: 'ours',
  });
  expect([connection.address, namespace]).toEqual(['there:7233', 'ours']);
});

test('the namespace is `default` when nobody names one', () => {
  expect(configuredConnection({ HOME: home, TEMPORAL_ADDRESS: 'there:7233' }).namespace).toBe('default');
});

test('a profile is read from `temporal.toml`, and variables win over it', () => {
  expect(configure(PROFILES).connection.address).toBe('one:7233');
  const cloud = configure(PROFILES, { TEMPORAL_PROFILE: 'cloud', TEMPORAL_NAMESPACE: 'third' });
  expect(cloud).toMatchObject({
    connection: { address: 'two:7233', apiKey: 'canary-key', tls: true },
    namespace: 'third',
  });
});

test('a profile that does not exist is an error that names it', () => {
  expect(() => configure(PROFILES, { TEMPORAL_PROFILE: 'absent' })).toThrow(/absent/);
});

test('a broken `temporal.toml` is an error without the file’s content', () => {
  const message = messageOf(() => configure('[profile.default]\napi_key = "canary-key" address = "x"\n'));
  expect(message).toContain('`temporal.toml`');
  expect(message).not.toContain('canary');
});

test('a server that does not answer is named with what to do', () => {
  const error = unreachable('there:7233', new Error('connection refused'));
  expect(error.message).toMatch(/`there:7233`: connection refused\. .*TEMPORAL_ADDRESS/);
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was thrown');
}
