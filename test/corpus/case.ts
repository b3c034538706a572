/** A broken project and what `meltemi validate` says about it. */

export interface CorpusCase {
  readonly name: string;
  /** 0 when nothing worse than warnings is expected. */
  readonly exitCode: 0 | 1 | 2;
  readonly expected: readonly Expected[];
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** What is no file with a content: links, pipes. Gets the project's folder. */
  readonly arrange?: (root: string) => void;
}

export interface Expected {
  /** `error meltano.yml:2:1:`: how the line begins. */
  readonly start: string;
  /** A part of what follows. */
  readonly part: string;
}
