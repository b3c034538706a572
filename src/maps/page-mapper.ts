import type { CompiledMap } from './compile-stream-map';
export async function* mapChunks(
  chunks: AsyncIterable<Buffer>,
  _map: CompiledMap,
): AsyncIterable<{ output: number; chunk: Buffer; rows: number }> {
  for await (const chunk of chunks) yield { output: 0, chunk, rows: 1 };
}
