/** Reads in the output of pip, uv and venv which requirement failed and what a person can do about it. */

export interface InstallFailure {
  /** As the tool names it; null: it names none. */
  readonly requirement: string | null;
  readonly instruction: string;
  /** The end of the output. */
  readonly lines: readonly string[];
}

interface Sign {
  /** The first group is the requirement. */
  readonly pattern: RegExp;
  readonly instruction: string;
}

const OFFLINE =
  'The package index cannot be reached: check the network, the proxy and `PIP_INDEX_URL`, then install again.';
const NOT_FOUND = 'Check its name and version in `pip_url`, and that the package index has it for this Python.';

/** Looked for in this order: what says most first. */
const SIGNS: readonly Sign[] = [
  {
    pattern: /No module named '?(?:ensurepip|venv)'?|ensurepip is not\s+available/,
    instruction:
      'This Python cannot make virtual environments: install its `venv` package (Debian: `python3-venv`), or uv.',
  },
  {
    pattern:
      /NewConnectionError|Temporary failure in name resolution|error sending request for url|ConnectTimeoutError/,
    instruction: OFFLINE,
  },
  {
    pattern: /(?:could not read Username|Authentication failed) for '([^']+)'/,
    instruction: 'The repository asks for a login: put a token into the URL by a variable, `git+https://${TOKEN}@...`.',
  },
  { pattern: /repository '([^']+)' (?:not found|does not exist)/, instruction: 'Check the address of the repository.' },
  {
    pattern: /(?:Cannot find command|Git executable not found|executable) '?git'?/i,
    instruction: 'Install git: the requirement is a git repository.',
  },
  {
    pattern: /Package '?([^'\n]+?)'? requires a different Python/,
    instruction: 'Set `python` of the plugin to a version that the package supports.',
  },
  { pattern: /Could not find a version that satisfies the requirement ([^\n(]+)/, instruction: NOT_FOUND },
  { pattern: /No matching distribution found for ([^\n]+)/, instruction: NOT_FOUND },
  {
    pattern: /[Bb]ecause (\S+) was not found in the (?:package registry|provided package locations)/,
    instruction: NOT_FOUND,
  },
  { pattern: /there (?:is|are) no versions? of (\S+)/, instruction: NOT_FOUND },
  {
    pattern: /(?:ERROR: )?(\S+) is not a valid editable requirement/,
    instruction: 'Give the folder of a package that is there, relative to the project.',
  },
  {
    pattern: /Directory '?([^'\n]+?)'? is not installable|([^\s]+) does not appear to be a Python (?:package|project)/,
    instruction: 'The folder needs a `pyproject.toml` or a `setup.py`.',
  },
  {
    pattern: /Could not open requirements file: .*?'([^']+)'|[Ff]ile not found: `([^`]+)`/,
    instruction: 'Correct the path of the file, which is relative to the project.',
  },
  { pattern: /Distribution not found at: (\S+)/, instruction: 'Correct the path, which is relative to the project.' },
  { pattern: /Invalid requirement: '([^']+)'/, instruction: 'Correct `pip_url`: it is what follows `pip install`.' },
  {
    pattern: /(?:Failed to build|Failed building wheel for|Could not build wheels for) [`']?([^\s`',]+)/,
    instruction: 'The package has to be compiled here: install what the lines above name, or another version of it.',
  },
  {
    pattern: /ResolutionImpossible|conflicting dependencies|No solution found/,
    instruction: 'The requirements exclude one another: loosen their versions in `pip_url`.',
  },
];

/** Enough for pip's last message and its context. */
const SHOWN_LINES = 12;

/** `output`: all that the tool has printed, without secrets. */
export function explainFailure(output: string): InstallFailure {
  const lines = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^\[notice\]/.test(line));
  const found = SIGNS.map((sign) => ({ sign, match: sign.pattern.exec(output) })).find(({ match }) => match !== null);
  const requirement = found?.match?.slice(1).find((group) => group !== undefined) ?? null;
  return {
    requirement: requirement?.trim().replace(/[.:]$/, '') ?? null,
    instruction:
      found?.sign.instruction ??
      'Read the lines above; when they do not help, run the command of the log file by hand.',
    lines: lines.slice(-SHOWN_LINES),
  };
}
