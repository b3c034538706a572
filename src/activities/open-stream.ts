/** One selected stream with everything that an activity needs to work on it. */
import type { JsonObject } from '../model/json';
import type { CompiledMap } from '../maps/compile-stream-map';
import type { SelectedStream, Tap } from '../taps/tap';
import type { OutputStream, Target } from '../targets/target';

export interface OpenStream {
  readonly tap: Tap;
  readonly target: Target;
  readonly selected: SelectedStream;
  /** Null: no mapping touches the stream. */
  readonly map: CompiledMap | null;
  /** The settings of the mappings in order; empty when none is there. */
  readonly mapConfigs: readonly JsonObject[];
  readonly output: OutputStream;
}
