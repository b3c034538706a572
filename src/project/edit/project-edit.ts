/**
 * Edits of a project's files. An entry that exists is changed in the file that it came from; new entries, and keys at the top of a file,
 * go to `meltano.yml`. Nothing is written before `save`.
 *
 * ```ts
 * const edit = await openProjectEdit(root, process.env);
 * edit.ensureEntry(['plugins', 'extractors'], 'tap-x').set(['config', 'host'], 'db');
 * edit.save();
 * ```
 */
import { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import { PROJECT_FILE } from '../disk';
import type { PluginKind } from '../entries';
import { readProjectFiles } from '../project-files';
import { writeProjectFile } from '../project-writer';
import { EditedFile, type KeyPath, type MapEdit } from './map-edit';
import { assertWritable } from './read-only';
import { parseEditable, renderEdited } from './yaml-document';

/** A list whose entries have names. */
export type EntryList = readonly ['plugins', PluginKind] | readonly ['jobs' | 'schedules' | 'environments'];

/** Reads the files. Throws `ConfigInvalid` for a project that cannot be read or must not be written. */
export async function openProjectEdit(root: string, env: NodeJS.ProcessEnv): Promise<ProjectEdit> {
  const { files, dotenv } = await readProjectFiles(root);
  assertWritable(files, dotenv, env);
  return new ProjectEdit(
    root,
    files.map(({ path, text }) => new EditedFile(path, text, parseEditable(text))),
  );
}

export class ProjectEdit {
  readonly #root: string;
  readonly #files: readonly EditedFile[];

  constructor(root: string, files: readonly EditedFile[]) {
    this.#root = root;
    this.#files = files;
  }

  /** `meltano.yml` itself: keys such as `default_environment`. */
  get main(): MapEdit {
    const [main] = this.#files;
    if (main === undefined) throw new Error('A project has at least one file.');
    return main.root;
  }

  /** Whether a file has this key at its top. */
  hasTop(key: string): boolean {
    return this.#files.some((file) => file.root.has([key]));
  }

  /** The first file, in merge order, that has this key at its top; else `meltano.yml`. */
  fileWith(path: KeyPath): MapEdit {
    return this.#files.find((file) => file.root.has(path))?.root ?? this.main;
  }

  /** Null: the project has no file at this path, relative to its folder. */
  file(path: string): MapEdit | null {
    return this.#files.find((file) => file.path === path)?.root ?? null;
  }

  /** Null: no file has such an entry. The first of a name counts, as everywhere. */
  entry(list: EntryList, name: string): MapEdit | null {
    for (const path of placesOf(list)) {
      for (const { root } of this.#files) {
        const entry = root.entry(path, name);
        if (entry !== null) return entry;
      }
    }
    return null;
  }

  /** Appends to `meltano.yml`; whether the name is free is for the caller to see (`entry`). */
  addEntry(list: EntryList, value: JsonObject & { readonly name: string }): MapEdit {
    return this.main.addEntry(list, value);
  }

  ensureEntry(list: EntryList, name: string): MapEdit {
    return this.entry(list, name) ?? this.addEntry(list, { name });
  }

  /** False: there was no such entry. */
  removeEntry(list: EntryList, name: string): boolean {
    return placesOf(list).some((path) => this.#files.some(({ root }) => root.removeEntry(path, name)));
  }

  /** Writes the files that were changed, each as a whole, and answers their paths below the project's folder. */
  save(): readonly string[] {
    const changed = this.#files.filter((file) => file.changed);
    for (const file of changed) {
      writeProjectFile(this.#root, file.path, textOf(file), { expected: file.original });
    }
    return changed.map((file) => file.path);
  }
}

/** Kinds of plugins that stand at the top of a file by mistake are read as meant, so they are edited there. */
function placesOf(list: EntryList): readonly KeyPath[] {
  return list[0] === 'plugins' ? [list, [list[1]]] : [list];
}

/** A file that nothing is left in stays one that can be read. */
function textOf(file: EditedFile): string {
  if (file.isEmpty) return file.path === PROJECT_FILE ? 'version: 1\n' : '{}\n';
  return renderEdited(file.original, file.document);
}

/** The error for a change to an entry that is not there. */
export function noSuchEntry(what: string, name: string): MeltemiError {
  return new MeltemiError('ConfigInvalid', `There is no ${what} \`${name}\` in the project.`, 'Correct the name.');
}
