/** Reads `meltano.yml` and everything that `include_paths` reaches, in merge order. */
import { MeltemiError } from '../model/errors';
import { parseYaml } from './parse-yaml';
import { configError } from './place';
import { lockPathsIn } from './lock-files';
import { matchInclude, PROJECT_FILE, readText, type Stamps } from './disk';
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
}

/** `envFile`: of the file that stands for `.env`; it must be there. */
export async function readProjectFiles(root: string, envFile?: string): Promise<ProjectFiles> {
  const stamps: Stamps = new Map();
  const main = await readText(root, PROJECT_FILE, stamps);
  if (main === null) {
    const reason = `There is no \`${PROJECT_FILE}\` in \`${root}\`.`;
    throw new MeltemiError(
      'ConfigInvalid',
      reason,
      'Go to the folder of a Meltano project, or set `MELTANO_PROJECT_ROOT` to it.',
    );
  }
  const first = parseFile(PROJECT_FILE, main);
  const files = [first];
  const seen = new Set([PROJECT_FILE]);
  const patterns = includePaths(first);
  // The list grows while it is walked: an included file's own `include_paths` are followed too, after those before them.
  for (const pattern of patterns) {
    const paths = await matchInclude(root, asText(pattern, 'An entry of `include_paths`'), pattern.place, stamps);
    const fresh = paths.filter((path) => !seen.has(path));
    for (const path of fresh) seen.add(path);
    const texts = await Promise.all(fresh.map((path) => readText(root, path, stamps)));
    for (const [index, path] of fresh.entries()) {
      const file = parseFile(path, texts[index] ?? '');
      files.push(file);
      patterns.push(...includePaths(file));
    }
  }
  return {
    files,
    locks: await readLocks(root, files, stamps),
    dotenv: await readDotenv(root, envFile, stamps),
    stamps,
  };
}

async function readDotenv(root: string, envFile: string | undefined, stamps: Stamps): Promise<string> {
  const text = await readText(root, envFile ?? '.env', stamps);
  if (text !== null || envFile === undefined) return text ?? '';
  const reason = `There is no file \`${envFile}\` with variables in \`${root}\`.`;
  throw new MeltemiError('ConfigInvalid', reason, "Correct `--env-file`; it is relative to the project's folder.");
}

function parseFile(path: string, text: string): ProjectFile {
  const tree = parseYaml(path, text);
  const start = { file: path, line: 1, column: 1 };
  if (tree === null) {
    const remedy =
      path === PROJECT_FILE
        ? 'Write at least `version: 1` into it.'
        : 'Write `{}` into it, delete it, or take it out of `include_paths`.';
    throw configError(start, 'The file is empty or holds only comments.', remedy);
  }
  if (tree.kind !== 'mapping') {
    throw configError(
      tree.place,
      `A project file must be a mapping (\`key: value\` lines), this one is a ${tree.kind}.`,
      'Put the content below a key such as `plugins:`.',
    );
  }
  return { path, text, tree };
}

/** A lock file that is not there is missed only when its plugin is used. */
async function readLocks(
  root: string,
  files: readonly ProjectFile[],
  stamps: Stamps,
): Promise<ReadonlyMap<string, MappingTree>> {
  const locks = new Map<string, MappingTree>();
  const paths = new Set(files.flatMap(({ tree }) => lockPathsIn(tree)));
  for (const path of paths) {
    const text = await readText(root, path, stamps);
    if (text !== null) locks.set(path, parseFile(path, text).tree);
  }
  return locks;
}

function includePaths(file: ProjectFile): Tree[] {
  const paths = child(file.tree, 'include_paths');
  return paths === null ? [] : [...asList(paths, '`include_paths`')];
}
