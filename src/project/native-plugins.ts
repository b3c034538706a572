/** The plugins that Meltemi has itself, by the names of their base definitions: they need no lock file. */
export const NATIVE_PLUGINS: ReadonlySet<string> = new Set([
  'tap-postgres',
  'target-postgres',
  'target-jsonl',
  'meltano-map-transformer',
  'transform-field',
]);
