/** What target-s3 calls its objects: as the Singer target of that name does, and numbered where that one writes over its own. */
import { baseName } from '../files/base-name';
import { type BatchTime, type FileLayout, HIDDEN_FOLDER } from '../files/layout';

/** Coarse to fine. */
export const GRAINS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const;
export type Grain = (typeof GRAINS)[number];

export interface NameRules {
  /** Without outer slashes; empty for none. */
  readonly prefix: string;
  /** Stands in for the stream's name; may hold slashes. */
  readonly streamPath: string | null;
  /** Folders of the date; null: none. */
  readonly folders: Grain | null;
  /** `year=2024` instead of `2024`. */
  readonly partitionNames: boolean;
  /** The date in the file's name; null: none. */
  readonly fileName: Grain | null;
  /** `parquet.gz.parquet`. */
  readonly extension: string;
  /** The stream's name is the whole key; of files that have one, with the last extension. */
  readonly rawName: boolean;
  readonly numbered: boolean;
}

export function objectNames(rules: NameRules): FileLayout {
  const start = rules.prefix === '' ? '' : `${rules.prefix}/`;
  const pathOf = (stream: string): string => rules.streamPath ?? baseName(stream);
  return {
    numbered: rules.numbered,
    folder: (stream) => (rules.rawName ? parentOf(start + pathOf(stream)) : `${start}${pathOf(stream)}/`),
    hidden: (stream) => `${start}${HIDDEN_FOLDER}/${pathOf(stream)}/`,
    key: (stream, at, number) => {
      const base = start + pathOf(stream);
      if (rules.rawName) return `${numberedName(base, number)}${rules.extension === '' ? '' : `.${rules.extension}`}`;
      const parts = partsOf(at);
      const name = numberedName(rules.fileName === null ? '' : fileStamp(parts, rules.fileName), number);
      return [base, ...dateFolders(parts, rules), `${name}.${rules.extension}`].join('/');
    },
  };
}

/** The first object of a name is called as ever. A dash would look like a part of the time. */
function numberedName(name: string, number: number): string {
  if (number === 1) return name;
  return name === '' ? String(number) : `${name}_${String(number)}`;
}

function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

/** Texts of the grains, in UTC. Microseconds are not padded: so the Singer target writes them. */
function partsOf(at: BatchTime): readonly string[] {
  const date = new Date(Math.floor(at / 1000)).toISOString();
  const texts = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)/.exec(date)?.slice(1) ?? [];
  return [...texts, String(at % 1_000_000)];
}

function dateFolders(parts: readonly string[], { folders, partitionNames }: NameRules): readonly string[] {
  if (folders === null) return [];
  const until = GRAINS.indexOf(folders) + 1;
  return parts.slice(0, until).map((text, i) => (partitionNames ? `${GRAINS[i] ?? ''}=${text}` : text));
}

function fileStamp(parts: readonly string[], grain: Grain): string {
  const until = GRAINS.indexOf(grain) + 1;
  const [day, time] = [parts.slice(0, Math.min(until, 3)), parts.slice(3, until)];
  return time.length === 0 ? day.join('') : `${day.join('')}-${time.join('')}`;
}
