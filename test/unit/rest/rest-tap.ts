/** A tap without code for one test: the block `rest:` as text, and a server that notes what it is asked. */
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { implementationOf } from '../../../src/project/implementation';
import { standaloneRun, type Context, type SdkRecord, type Stream, type Tap } from '../../../src/sdk';
import { loadAuthorTap } from '../../../src/taps/registry';
import { project, tapX } from '../project/project-folder';

/** Settings of every such tap; those that are `password` are secrets. */
const SETTINGS = `namespace: tap_x
settings:
  - {name: api_url}
  - {name: region}
  - {name: limit, kind: integer}
  - {name: start_date}
  - {name: username}
  - {name: token, kind: password}
  - {name: password, kind: password}
  - {name: client_id}
  - {name: client_secret, kind: password}
  - {name: refresh, kind: password}
  - {name: private_key, kind: password}`;

export function restPlugin(rest: string): string {
  return tapX(`${SETTINGS}\nrest:\n${rest.trim().replace(/^/gm, '  ')}`);
}

/** Throws what is wrong with the block first. */
export async function restTap(rest: string, settings: JsonObject): Promise<Tap> {
  const loaded = await project(restPlugin(rest));
  const { source } = implementationOf(loaded, loaded.resolvePlugin('extractors', 'tap-x'));
  if (source === null) throw new Error('tap-x is no tap of the project');
  return loadAuthorTap(source, settings);
}

export function streamOf(tap: Tap, name = 'items'): Stream {
  const stream = tap.discoverStreams().find((each) => each.name === name);
  if (stream === undefined) throw new Error(`no stream ${name}`);
  return stream;
}

/** All records of a context; nobody waits between two tries. */
export async function recordsOf(
  stream: Stream,
  context: Context | null = null,
  bookmark: JsonValue = null,
): Promise<readonly SdkRecord[]> {
  stream.begin(standaloneRun({ startingValue: () => bookmark, sleep: () => Promise.resolve() }));
  const records: SdkRecord[] = [];
  for await (const record of stream.getRecords(context)) records.push(record);
  return records;
}
