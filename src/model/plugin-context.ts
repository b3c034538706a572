/** What every plugin is given beside its settings. */

/**
 * A named place at which a test may stop the process; does nothing in production. Names are kebab-case facts such as
 * `after-target-commit`; the list is in `test/chaos/fault-points.ts`.
 */
export type FaultPoint = (name: string) => void;

export interface PluginContext {
  /** The plugin's name in the project, for messages. */
  readonly pluginName: string;
  readonly faultPoint: FaultPoint;
  /** Whether the project reads a stream of the tap, by its name; absent: all of them. */
  readonly reads?: (stream: string) => boolean;
  /** A warning for the run's log: one sentence, no values of records or settings. */
  readonly warn: (message: string) => void;
}
