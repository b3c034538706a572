import type { JsonObject } from '../model/json';
import type { StreamSchema } from '../model/stream';
export interface CompiledMap {
  readonly identity: boolean;
  readonly outputs: readonly { name: string; schema: StreamSchema }[];
}
export function compileStreamMaps(
  configs: readonly JsonObject[],
  stream: { name: string; schema: StreamSchema },
): CompiledMap {
  if (configs.length > 0) throw new Error('not yet');
  return { identity: true, outputs: [stream] };
}
