/** The two tools that make virtual environments: uv where there is one, as in Meltano, else Python's own `venv` and pip. */
import { join } from 'node:path';
import { MeltemiError } from '../model/errors';
import { findProgram, pythonNames, type Environment } from './programs';
import type { Command } from './run-program';

/** Values of the project setting `venv.backend`. */
const BACKENDS = ['uv', 'virtualenv'] as const;

export interface Installer {
  readonly tool: 'uv' | 'pip';
  /** Makes an environment in `folder`, of the interpreter that is asked for. Throws `ConfigInvalid` when there is no such one. */
  create(folder: string, python: string | null): Command;
  /** `words`: what follows `pip install`. */
  install(folder: string, words: readonly string[]): Command;
  /** Prints `3.11`, before the environment exists. Throws like `create`. */
  printVersion(python: string | null): Command;
}

export interface InstallerPlace {
  readonly root: string;
  readonly environment: Environment;
}

/** `backend`: the project's `venv.backend`; null takes what there is. Throws `ConfigInvalid`. */
export function chooseInstaller(backend: string | null, place: InstallerPlace): Installer {
  if (backend !== null && !BACKENDS.some((known) => known === backend)) {
    throw new MeltemiError(
      'ConfigInvalid',
      `The project setting \`venv.backend\` is \`${backend}\`, which is no tool for virtual environments.`,
      'Set it to `uv` or `virtualenv`, or leave it out: then uv is used where it is installed.',
    );
  }
  const uv = backend === 'virtualenv' ? null : findProgram('uv', place.root, place.environment);
  if (uv !== null) return new UvInstaller(uv, place);
  if (backend === 'uv') {
    throw new MeltemiError(
      'ConfigInvalid',
      'The project setting `venv.backend` is `uv`, which is not on PATH.',
      'Install uv, or take the setting out to use pip.',
    );
  }
  return new PipInstaller(place);
}

/** Prints the version in the form that constraints files are named by. */
const PRINT_VERSION = 'import sys; print("%d.%d" % sys.version_info[:2])';

class UvInstaller implements Installer {
  readonly tool = 'uv';

  constructor(
    private readonly uv: string,
    private readonly place: InstallerPlace,
  ) {}

  create(folder: string, python: string | null): Command {
    return [this.uv, 'venv', `--python=${this.wanted(python)}`, folder];
  }

  install(folder: string, words: readonly string[]): Command {
    return [this.uv, 'pip', 'install', `--python=${pythonOf(folder)}`, ...words];
  }

  /** uv knows interpreters that are not on PATH. */
  printVersion(python: string | null): Command {
    return [this.uv, 'run', '--no-project', `--python=${this.wanted(python)}`, 'python', '-c', PRINT_VERSION];
  }

  private wanted(python: string | null): string {
    if (python !== null) return python;
    // Left to itself, uv may choose one that it has downloaded for something else.
    return pythonNames(null).find((name) => findProgram(name, this.place.root, this.place.environment)) ?? '3';
  }
}

class PipInstaller implements Installer {
  readonly tool = 'pip';

  constructor(private readonly place: InstallerPlace) {}

  create(folder: string, python: string | null): Command {
    return [this.find(python), '-m', 'venv', folder];
  }

  install(folder: string, words: readonly string[]): Command {
    return [pythonOf(folder), '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', ...words];
  }

  printVersion(python: string | null): Command {
    return [this.find(python), '-c', PRINT_VERSION];
  }

  private find(python: string | null): string {
    for (const name of pythonNames(python)) {
      const found = findProgram(name, this.place.root, this.place.environment);
      if (found !== null) return found;
    }
    throw new MeltemiError(
      'ConfigInvalid',
      python === null
        ? 'There is no Python 3 on PATH.'
        : `The Python \`${python}\` that \`python\` asks for is not on PATH.`,
      python === null
        ? 'Install Python 3, or install uv, which brings one.'
        : 'Install it, correct `python`, or install uv, which can download it.',
    );
  }
}

function pythonOf(folder: string): string {
  return join(folder, 'bin', 'python');
}
