/** What the files of a stream are called. */

/** `orders.jsonl`, or `orders-20240131T235959.jsonl` with the local time, as the Singer target names it. */
export function dataFileName(base: string, startedAt: Date | null): string {
  return startedAt === null ? `${base}.jsonl` : `${base}-${stamp(startedAt)}.jsonl`;
}

function stamp(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${String(at.getFullYear()).padStart(4, '0')}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
