/** A tap as a Singer program: messages out, from a catalog and a state. */
import type { JsonObject } from '../../model/json';
import { standaloneRun, type StreamRun } from '../stream-run';
import type { Tap } from '../tap';
import { MessageWriter, type LineOutput, type MessageMaps } from './message-writer';
import { isWanted, planStreams } from './stream-plan';
import { StreamSync, type SharedRun } from './stream-sync';
import { TapState } from './tap-state';

export interface SingerRun {
  /** Null: everything is selected. */
  readonly catalog: JsonObject | null;
  /** As `parseJson` reads it; null: none. */
  readonly state: JsonObject | null;
  /** Stream maps of the tap's settings; null: none. */
  readonly maps: MessageMaps | null;
  readonly output: LineOutput;
  readonly warn: (message: string) => void;
  /** What of a run is not as everywhere: a client, a signal that ends it. */
  readonly run?: Partial<StreamRun>;
}

/**
 * Resolves with everything written. An error of a stream ends the run; the messages before it stand, and streams that were at their end
 * have their bookmarks. When the signal ends the run, or a state was put off, the state as it is then is
 * written last.
 */
export async function runTap(tap: Tap, how: SingerRun): Promise<void> {
  const run = standaloneRun(how.run);
  const plans = planStreams(tap, how.catalog, how.warn);
  const state = new TapState(how.state ?? {});
  const writer = new MessageWriter(how.output, how.maps, run.nowMs);
  const emitsVersions = tap.config['emit_activate_version_messages'] === true;
  const shared: SharedRun = {
    run,
    state,
    writer,
    startDate: tap.config['start_date'] ?? null,
    version: emitsVersions ? Math.floor(run.startedMs / 1000) : null,
  };
  state.dropMarkers();
  if (!state.isEmpty) await writer.state(state, false);
  try {
    for (const plan of plans.filter(isWanted)) {
      const sync = new StreamSync(plan, shared);
      await sync.sync(null);
      await sync.finish();
    }
  } catch (error) {
    if (run.signal.aborted || writer.isBehind) await writer.state(state, false);
    throw error;
  }
}
