/** The runners of the sets of `singer/`: each gets one case and answers the differences. */
import { isDeepStrictEqual } from 'node:util';
import { runCase, type RecordedCase } from '../../unit/maps/recorded-case';
import { show } from './differences';

export type SingerRunner = (recorded: unknown) => readonly string[] | Promise<readonly string[]>;

export const SINGER_RUNNERS: Readonly<Record<string, SingerRunner>> = {
  'singer/stream_maps': mapped,
};

function mapped(recorded: unknown): readonly string[] {
  // The set's file has cases of this form; its README says so.
  const { actual, expected } = runCase(recorded as RecordedCase);
  return isDeepStrictEqual(actual, expected) ? [] : [show(expected, actual)];
}
