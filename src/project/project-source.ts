/** A project that is read once and again only when one of its files changed: activities ask for it at every page. */
import { resolve } from 'node:path';
import { makeProject, type LoadOptions } from './make-project';
import type { ProjectEntries } from './entries';
import type { Project, ProjectSource } from './project';
import { readProjectFiles, type ProjectFiles } from './project-files';
import { readEntries } from './read-entries';
import { isUnchanged } from './disk';

interface Reading {
  readonly files: ProjectFiles;
  readonly entries: ProjectEntries;
  /** By the environment and the schedule that were asked for. */
  readonly projects: Map<string, Project>;
}

export interface SourceOptions {
  /** Of the file that stands for `.env`, relative to the project; it must be there. */
  readonly envFile?: string | undefined;
  /** Commands that look at the project's own values use no `default_environment`. */
  readonly ignoreDefaultEnvironment?: boolean;
}

export function openProjectSource(
  root: string,
  processEnv: LoadOptions['processEnv'],
  options: SourceOptions = {},
): ProjectSource {
  return new FileProjectSource(root, processEnv, options);
}

class FileProjectSource implements ProjectSource {
  readonly #root: string;
  readonly #processEnv: LoadOptions['processEnv'];
  readonly #options: SourceOptions;
  #reading: Reading | null = null;
  /** A reading under way, shared by all that ask meanwhile. */
  #underWay: Promise<Reading> | null = null;

  constructor(root: string, processEnv: LoadOptions['processEnv'], options: SourceOptions) {
    this.#root = resolve(root);
    this.#processEnv = processEnv;
    this.#options = options;
  }

  async load(environment?: string | null, schedule?: string): Promise<Project> {
    const reading = await this.#read();
    // As texts, `undefined` and `null` are two keys that no quoted name is.
    const key = `${JSON.stringify(environment)} ${JSON.stringify(schedule)}`;
    const known = reading.projects.get(key);
    if (known !== undefined) return known;
    const { ignoreDefaultEnvironment } = this.#options;
    const options = { environment, schedule, processEnv: this.#processEnv, ignoreDefaultEnvironment };
    const project = makeProject(this.#root, reading.files, reading.entries, options);
    reading.projects.set(key, project);
    return project;
  }

  async #read(): Promise<Reading> {
    if (this.#reading !== null && isUnchanged(this.#reading.files.stamps)) return this.#reading;
    this.#underWay ??= this.#readAll().finally(() => (this.#underWay = null));
    return this.#underWay;
  }

  async #readAll(): Promise<Reading> {
    this.#reading = null;
    const files = await readProjectFiles(this.#root, { envFile: this.#options.envFile });
    this.#reading = { files, entries: readEntries(files.files, files.locks), projects: new Map() };
    return this.#reading;
  }
}
