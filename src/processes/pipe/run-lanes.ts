/** Runs the lanes of a pipe side by side: one failure ends none of the others, and states and counts are told as if there were one pipe. */
import { setMaxListeners } from 'node:events';
import type { JsonObject } from '../../model/json';
import type { PipeIo } from '../../model/singer-pipe';
import { sumStreams, type SingerStream } from '../../model/singer-run';
import { LaneStates } from './lane-states';
import type { Lane } from './open-pipe';

/** `state`: what each tap was given. Throws what the first lane that failed has thrown, when all have ended. */
export async function runLanes(
  lanes: readonly Lane[],
  state: JsonObject,
  io: PipeIo,
  run: (lane: Lane, io: PipeIo) => Promise<void>,
): Promise<void> {
  const [only] = lanes;
  if (lanes.length === 1 && only !== undefined) return run(only, io);
  // Each lane listens; Node would take more than ten listeners for a leak.
  setMaxListeners(0, io.stop, io.kill);
  const states = new LaneStates(
    state,
    lanes.map(({ streams }) => streams),
  );
  const counts = lanes.map((): readonly SingerStream[] => []);
  const ends = await Promise.allSettled(
    lanes.map((lane, index) =>
      run(lane, {
        ...io,
        onState: (confirmed) => io.onState(states.take(index, confirmed)),
        onProgress: (streams) => {
          counts[index] = streams;
          // A mapper may give one name to streams of several lanes.
          io.onProgress(sumStreams(counts));
        },
      }),
    ),
  );
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
