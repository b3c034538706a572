/** The runners of the sets of `singer/`: each gets one case and answers the differences. */
import { replayHttp } from './replay-http';
import { replayMapper } from './replay-mapper';
import { replayS3Names } from './replay-s3-names';
import { replayState } from './replay-state';
import { replayTapPostgres } from './replay-tap-postgres';
import { replayTargetJsonl } from './replay-target-jsonl';
import { replayTargetPostgres } from './replay-target-postgres';

export type SingerRunner = (recorded: unknown) => readonly string[] | Promise<readonly string[]>;

export const SINGER_RUNNERS: Readonly<Record<string, SingerRunner>> = {
  'singer/stream_maps': replayMapper,
  'singer/flattening': replayMapper,
  'singer/http': replayHttp,
  'singer/state': replayState,
  'singer/tap_postgres': (recorded) => replayTapPostgres('meltanolabs', recorded),
  'singer/tap_postgres_pipelinewise': (recorded) => replayTapPostgres('pipelinewise', recorded),
  'singer/target_jsonl': replayTargetJsonl,
  'singer/target_postgres': replayTargetPostgres,
  'singer/target_s3_names': replayS3Names,
};
