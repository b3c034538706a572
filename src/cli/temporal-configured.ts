/**
 * Whether somebody has configured a Temporal server, by the standard variables or `temporal.toml`. Only looks; the
 * configuration itself is read by `@temporalio/envconfig`, which is too slow to load for a command that does not need it.
 */
import { existsSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** Any of these names a server or a profile that does. `TEMPORAL_NAMESPACE` alone says nothing about where. */
const VARIABLES = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE', 'TEMPORAL_API_KEY'] as const;

export function isTemporalConfigured(env: NodeJS.ProcessEnv): boolean {
  return VARIABLES.some((name) => env[name] !== undefined && env[name] !== '') || existsSync(defaultConfigFile(env));
}

/** Where the `temporal` command line and `@temporalio/envconfig` look. */
function defaultConfigFile(env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] ?? homedir();
  const folders: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home, 'Library', 'Application Support'),
    win32: env['APPDATA'] ?? join(home, 'AppData', 'Roaming'),
  };
  const folder = folders[platform()] ?? (env['XDG_CONFIG_HOME'] || join(home, '.config'));
  return join(folder, 'temporalio', 'temporal.toml');
}
