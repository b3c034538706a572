/** The limits and rhythms of a run, with their reasons. They travel in the plan, so a change here never breaks a replay. */
import { MeltemiError } from '../model/errors';
import type { RunTuning } from '../model/plan';

const MIB = 1024 * 1024;

export const DEFAULT_TUNING: RunTuning = {
  page: {
    // As fast as one long COPY from 16 MiB on (4 MiB: 9 % slower), and a retry reads no more than this again.
    maxBytes: 16 * MIB,
    // Narrow rows: a page should not take the target more than a few seconds.
    maxRows: 1_000_000,
    // A slow source shows progress, and saves it, at least this often.
    maxSeconds: 60,
  },
  // One being extracted, one mapped or waiting, two loaded.
  pagesInFlight: 4,
  loadsInFlight: 2,
  streamsInParallel: 4,
  // A killed worker is noticed after this long; a beat is sent each third of it.
  heartbeatTimeoutSeconds: 10,
  // A worker that restarts is back within seconds; a lost host should not hold a stream for more than a minute.
  hostTimeoutSeconds: 60,
  bookmarkEveryBatches: 10,
  bookmarkEverySeconds: 30,
  // The server suggests 4,096; replaying that many takes some 100 ms.
  maxHistoryEvents: 3000,
  retryForSeconds: 6 * 3600,
};

/** For tests and for operators who know why: `MELTEMI_PAGE_BYTES=1048576`, ... Unknown or malformed values are an error. */
const VARIABLES: Readonly<Record<string, (tuning: RunTuning, value: number) => RunTuning>> = {
  MELTEMI_PAGE_BYTES: (tuning, value) => ({ ...tuning, page: { ...tuning.page, maxBytes: value } }),
  MELTEMI_PAGE_ROWS: (tuning, value) => ({ ...tuning, page: { ...tuning.page, maxRows: value } }),
  MELTEMI_PAGES_IN_FLIGHT: (tuning, value) => ({ ...tuning, pagesInFlight: value }),
  MELTEMI_LOADS_IN_FLIGHT: (tuning, value) => ({ ...tuning, loadsInFlight: value }),
  MELTEMI_STREAMS_IN_PARALLEL: (tuning, value) => ({ ...tuning, streamsInParallel: value }),
  MELTEMI_HEARTBEAT_SECONDS: (tuning, value) => ({ ...tuning, heartbeatTimeoutSeconds: value }),
  MELTEMI_HOST_TIMEOUT_SECONDS: (tuning, value) => ({ ...tuning, hostTimeoutSeconds: value }),
  MELTEMI_MAX_HISTORY_EVENTS: (tuning, value) => ({ ...tuning, maxHistoryEvents: value }),
  MELTEMI_RETRY_FOR_SECONDS: (tuning, value) => ({ ...tuning, retryForSeconds: value }),
};

export function tuningFrom(environment: Readonly<Record<string, string | undefined>>): RunTuning {
  let tuning = DEFAULT_TUNING;
  for (const [name, apply] of Object.entries(VARIABLES)) {
    const text = environment[name];
    if (text === undefined || text === '') continue;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new MeltemiError(
        'ConfigInvalid',
        `Reading \`${name}\`: expected a whole number of at least 1, got \`${text}\`.`,
        'Set or unset it.',
      );
    }
    tuning = apply(tuning, value);
  }
  return tuning;
}
