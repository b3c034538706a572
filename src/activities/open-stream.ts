/** One selected stream with everything that an activity needs to work on it. */
import type { CompiledMap } from '../maps/compile-stream-map';
import type { MapStep } from '../maps/map-chain';
import type { SelectedStream, Tap } from '../taps/tap';
import type { OutputStream, Target } from '../targets/target';

export interface OpenStream {
  /** What the run calls it: the tap's name, and for a stream that maps make beside it that of their output. */
  readonly name: string;
  readonly tap: Tap;
  readonly target: Target;
  readonly selected: SelectedStream;
  /** Null: no map touches the stream. */
  readonly map: CompiledMap | null;
  /** What `map` is made of. */
  readonly maps: readonly MapStep[];
  readonly output: OutputStream;
}
