/** State ids: `<environment>:<tap>-to-<target>[:<suffix>]`, the same as Meltano's, so that its state can be taken over. */
import { MeltemiError } from '../model/errors';
import type { Pipeline } from './project';

/** Without an environment the id has no first part. Throws `ConfigInvalid` for a part with a `:`. */
export function stateId(environment: string | null, pipeline: Pipeline, suffix: string | null): string {
  const flow = `${pipeline.tap}-to-${pipeline.target}`;
  const parts = [environment, flow, suffix].filter((part) => part !== null && part !== '');
  const bad = parts.find((part) => part?.includes(':'));
  if (bad !== undefined) {
    const reason = `The state id cannot hold \`${bad}\`: a \`:\` separates its parts.`;
    throw new MeltemiError('ConfigInvalid', reason, 'Use another name or suffix.');
  }
  return parts.join(':');
}
