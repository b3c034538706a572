/** Shares streams out among the programs that run side by side. */

/** At most `most` groups of about the same number, none empty, in the order of the catalog; what stands together there is parted. */
export function shareOut(streams: readonly string[], most: number): readonly (readonly string[])[] {
  const groups = Array.from({ length: Math.min(most, streams.length) }, (): string[] => []);
  streams.forEach((stream, index) => groups[index % groups.length]?.push(stream));
  return groups;
}
