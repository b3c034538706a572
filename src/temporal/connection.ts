/** Where to connect: the standard variables and `temporal.toml`, as the `temporal` command line reads them. */
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ConnectionOptions } from '@temporalio/client';
import { MeltemiError } from '../model/errors';

export interface ConnectionSettings {
  readonly connection: ConnectionOptions;
  readonly namespace: string;
}

/** Throws `ConfigInvalid` when the variables or the file cannot be read. */
export function configuredConnection(environment: Readonly<Record<string, string | undefined>>): ConnectionSettings {
  try {
    const overrideEnvVars = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
    const { connectionOptions, namespace } = loadClientConnectConfig({
      overrideEnvVars: overrideEnvVars as Record<string, string>,
    });
    return { connection: connectionOptions, namespace: namespace ?? 'default' };
  } catch (error) {
    // Below its first line the parser quotes the file, which may hold an API key.
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    throw new MeltemiError(
      'ConfigInvalid',
      `Reading where Temporal is (\`TEMPORAL_...\` variables, \`temporal.toml\`): ${reason}.`,
      'Check it with `temporal config get` and `temporal operator cluster health`.',
    );
  }
}

export function localConnection(address: string): ConnectionSettings {
  return { connection: { address }, namespace: 'default' };
}

/** Says where nothing answered, for people. */
export function unreachable(address: string | undefined, cause: unknown): MeltemiError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MeltemiError(
    'TargetUnavailable',
    `Connecting to Temporal at \`${address ?? 'localhost:7233'}\`: ${reason}.`,
    'Start it, or correct `TEMPORAL_ADDRESS`; without that variable Meltemi runs an embedded server.',
    { cause },
  );
}
