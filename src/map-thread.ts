/** The script of a map thread: takes orders, maps pages from the store into the store, answers with refs. */
import { parentPort, workerData } from 'node:worker_threads';
import type { MapAnswer, MapOrder } from './activities/thread-page-mapper';
import type { MapPageRequest } from './activities/page-mapper';
import { compileStreamMaps } from './maps/compile-stream-map';
import type { CompiledMap } from './maps/compile-stream-map';
import { mapChunks } from './maps/page-mapper';
import { MeltemiError } from './model/errors';
import type { MappedPage } from './model/activity-io';
import { addFaults, type MapFaults } from './model/map-faults';
import { FilePageStore } from './pages/store/file-page-store';

/** Compiled maps kept per thread: one per stream of the runs under way. */
const MAX_COMPILED = 100;

const compiled = new Map<string, CompiledMap>();
const opening = FilePageStore.open({ directory: (workerData as { directory: string }).directory });

/** One page after the other: a thread has one core, and a compiled map keeps state between the rows of a page. */
let turn: Promise<void> = Promise.resolve();

parentPort?.on('message', (order: MapOrder) => {
  turn = turn.then(async () => parentPort?.postMessage(await answer(order)));
});

async function answer({ id, request }: MapOrder): Promise<MapAnswer> {
  try {
    return { id, mapped: await mapPage(request) };
  } catch (error) {
    if (error instanceof MeltemiError) {
      return { id, error: { code: error.code, reason: error.reason, instruction: error.instruction } };
    }
    return {
      id,
      error: { code: null, reason: error instanceof Error ? error.message : String(error), instruction: '' },
    };
  }
}

async function mapPage(request: MapPageRequest): Promise<MappedPage> {
  const store = await opening;
  const map = compiledMap(request);
  const output = map.outputs.find(({ name }) => name === request.output);
  if (output === undefined) throw new Error(`the map has no output \`${request.output}\``);
  const reader = await store.open(request.page);
  const writer = await store.create(request.into, 'text', output.schema);
  try {
    const chunks = reader.chunks(new AbortController().signal);
    let faults: MapFaults | null = null;
    for await (const mapped of mapChunks(chunks, { outputs: [output] })) {
      if (mapped.rows > 0) await writer.write(mapped.chunk, mapped.rows);
      faults = addFaults(faults, mapped.faults);
    }
    const page = writer.rows === 0 ? null : await writer.commit();
    return faults === null ? { page } : { page, faults };
  } finally {
    await writer.abort();
  }
}

function compiledMap({ steps, stream }: MapPageRequest): CompiledMap {
  const key = JSON.stringify([steps, stream]);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const map = compileStreamMaps(steps, stream);
  compiled.set(key, map);
  return map;
}
