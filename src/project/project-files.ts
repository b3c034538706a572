/** Reads `meltano.yml` and everything that `include_paths` reaches, in merge order. */
import { MeltemiError } from '../model/errors';
import { parseYaml } from './parse-yaml';
import { configError, showPlace, type Place } from './place';
import { IncludeSearch, PROJECT_FILE, readText, type Stamps } from './disk';
import { attemptEach, refuse, type OnProblem } from './problems';
import { lockPathsIn } from './lock-files';
import { asList, asText, child, type MappingTree, type Tree } from './tree';

export interface ProjectFile {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly text: string;
  readonly tree: MappingTree;
}

export interface ProjectFiles {
  /** `meltano.yml` first, then the included ones in the order in which they are merged. */
  readonly files: readonly ProjectFile[];
  /** Definitions of plugins that the project's entries name, by the path of their lock files. */
  readonly locks: ReadonlyMap<string, MappingTree>;
  /** Text of `.env`; empty when there is none. */
  readonly dotenv: string;
  readonly stamps: Stamps;
  readonly warnings: readonly string[];
  /** Entries of `include_paths` that match no file. */
  readonly unmatched: readonly UnmatchedPattern[];
}

export interface UnmatchedPattern {
  readonly pattern: string;
  readonly place: Place;
}

export interface ReadOptions {
  /** Of the file that stands for `.env`; it must be there. */
  readonly envFile?: string | undefined;
  /** Gets mistakes; files that cannot be read are left out then. By default they are thrown. */
  readonly onProblem?: OnProblem;
}

/** Throws `ConfigInvalid`. */
export async function readProjectFiles(root: string, options: ReadOptions = {}): Promise<ProjectFiles> {
  const reader = new FilesReader(root, options.onProblem ?? refuse);
  await reader.readMain();
  await reader.readIncluded();
  const { files, stamps, warnings, unmatched } = reader;
  return {
    files,
    locks: await reader.readLocks(),
    dotenv: await reader.readDotenv(options.envFile),
    stamps,
    warnings,
    unmatched,
  };
}

class FilesReader {
  readonly files: ProjectFile[] = [];
  readonly stamps: Stamps = new Map();
  readonly warnings: string[] = [];
  readonly unmatched: UnmatchedPattern[] = [];
  readonly #root: string;
  readonly #onProblem: OnProblem;
  /** Grows while it is walked: an included file's own `include_paths` are followed too, after those before them. */
  readonly #patterns: Tree[] = [];

  constructor(root: string, onProblem: OnProblem) {
    this.#root = root;
    this.#onProblem = onProblem;
  }

  async readMain(): Promise<void> {
    const text = await this.#textOf(PROJECT_FILE);
    if (text === null) {
      const reason = `There is no \`${PROJECT_FILE}\` in \`${this.#root}\`.`;
      const remedy = 'Go to the folder of a Meltano project, or set `MELTANO_PROJECT_ROOT` to it.';
      return this.#onProblem(new MeltemiError('ConfigInvalid', reason, remedy));
    }
    this.#add(PROJECT_FILE, text);
  }

  async readIncluded(): Promise<void> {
    const search = new IncludeSearch(this.#root, this.stamps);
    const seen = new Set([PROJECT_FILE]);
    for (const pattern of this.#patterns) {
      const fresh = (await this.#matches(search, pattern)).filter((path) => !seen.has(path));
      for (const path of fresh) seen.add(path);
      const texts = await Promise.all(fresh.map((path) => this.#textOf(path)));
      for (const [index, path] of fresh.entries()) this.#add(path, texts[index] ?? null);
    }
  }

  /** A lock file that is not there is missed only when its plugin is used. */
  async readLocks(): Promise<ReadonlyMap<string, MappingTree>> {
    const locks = new Map<string, MappingTree>();
    for (const path of new Set(this.files.flatMap(({ tree }) => lockPathsIn(tree)))) {
      const text = await this.#textOf(path);
      const parsed = text === null ? [] : attemptEach(this.#onProblem, [text], (each) => this.#parse(path, each));
      for (const { tree } of parsed) locks.set(path, tree);
    }
    return locks;
  }

  async readDotenv(envFile: string | undefined): Promise<string> {
    const text = await this.#textOf(envFile ?? '.env');
    if (text === null && envFile !== undefined) {
      const reason = `There is no file \`${envFile}\` with variables in \`${this.#root}\`.`;
      const remedy = "Correct `--env-file`; it is relative to the project's folder.";
      this.#onProblem(new MeltemiError('ConfigInvalid', reason, remedy));
    }
    return text ?? '';
  }

  async #matches(search: IncludeSearch, tree: Tree): Promise<readonly string[]> {
    return noting(this.#onProblem, [], async () => {
      const pattern = asText(tree, 'An entry of `include_paths`');
      const paths = await search.match(pattern, tree.place);
      if (paths.length === 0) this.unmatched.push({ pattern, place: tree.place });
      return paths;
    });
  }

  async #textOf(path: string): Promise<string | null> {
    return noting(this.#onProblem, null, async () => readText(this.#root, path, this.stamps));
  }

  #add(path: string, text: string | null): void {
    if (text === null) return;
    for (const file of attemptEach(this.#onProblem, [path], (each) => this.#parse(each, text))) {
      this.files.push(file);
      this.#patterns.push(...attemptEach(this.#onProblem, [file], includePaths).flat());
    }
  }

  /** An empty file stops Meltano with an error that names nothing; here one that is included is as good as `{}`. */
  #parse(path: string, text: string): ProjectFile {
    const tree = parseYaml(path, text);
    const start = { file: path, line: 1, column: 1 };
    if (tree === null) {
      const reason = 'The file is empty or holds only comments';
      if (path === PROJECT_FILE) throw configError(start, `${reason}.`, 'Write at least `version: 1` into it.');
      if (path.endsWith('.lock')) throw configError(start, `${reason}.`, 'Write it anew with `meltemi lock --update`.');
      this.warnings.push(
        `${showPlace(start)}: ${reason}, at which Meltano itself would stop. Write \`{}\` into it, delete it, or take it out of \`include_paths\`.`,
      );
      return { path, text, tree: { kind: 'mapping', entries: new Map(), place: start } };
    }
    if (tree.kind === 'mapping') return { path, text, tree };
    const reason = `A project file must be a mapping (\`key: value\` lines), this one is a ${tree.kind}.`;
    throw configError(tree.place, reason, 'Put the content below a key such as `plugins:`.');
  }
}

async function noting<T>(onProblem: OnProblem, fallback: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof MeltemiError)) throw error;
    onProblem(error);
    return fallback;
  }
}

function includePaths(file: ProjectFile): readonly Tree[] {
  const paths = child(file.tree, 'include_paths');
  return paths === null ? [] : asList(paths, '`include_paths`');
}
