/** Where the objects of a stream are and what they are called; each target of files has its own rules. */

/** When a batch began, in microseconds since 1970: names may be as fine as that. */
export type BatchTime = number;

export interface FileLayout {
  /** All keys of the stream's data start with this. */
  folder(stream: string): string;
  /** A key prefix, ending in `/`, of objects that are no data: manifest and staging. Streams with one folder share it. */
  hidden(stream: string): string;
  /** Key of a batch's object. `number`: 1 for the first object of that name, which is called as the rules say. */
  key(stream: string, at: BatchTime, number: number): string;
  /** False: objects of one name replace each other, as those of the Singer target do. */
  readonly numbered: boolean;
}

/** Beside the data; engines that read folders pass over names with an underscore. */
export const HIDDEN_FOLDER = '_meltemi';

export function batchTime(): BatchTime {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/** In a folder of this machine: files that are being written. */
export const UPLOADS_FOLDER = '_meltemi_uploads';
