/** `meltemi compile`: the project as one JSON document per environment, for programs that read projects. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openProjectSource } from '../../project/project-source';
import { EXIT, failedError, type ExitCode } from '../cli-error';
import { chosenEnvironment, printLines, type CommandContext } from '../command-context';

export interface CompileOptions {
  readonly directory?: string;
  /** Spaces; 0 or less for one line. */
  readonly indent?: number;
  /** Shows secrets. */
  readonly unsafe?: boolean;
}

/** As in Meltano. */
const INDENT = 4;

export async function compileCommand(context: CommandContext, options: CompileOptions): Promise<ExitCode> {
  const source = openProjectSource(context.projectRoot(), context.env, { envFile: context.globals.envFile });
  const chosen = chosenEnvironment(context);
  const { root, systemFolder, environments } = await source.load(chosen ?? null);
  const folder = options.directory === undefined ? join(systemFolder, 'manifests') : resolve(root, options.directory);
  for (const environment of chosen === undefined ? [null, ...environments] : [chosen]) {
    const project = await source.load(environment);
    const manifest = project.manifest(options.unsafe === true);
    const path = join(folder, environment === null ? 'meltano-manifest.json' : `meltano-manifest.${environment}.json`);
    write(folder, path, JSON.stringify(manifest.document, null, Math.max(0, options.indent ?? INDENT)));
    printLines(context.stderr, manifest.warnings);
    printLines(context.stdout, [`Compiled ${path}`]);
  }
  return EXIT.ok;
}

/** Readable by the owner alone: with `--unsafe` it holds secrets, and who reads it once may be given them later. */
function write(folder: string, path: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text, { mode: 0o600 });
    chmodSync(path, 0o600);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failedError(`The manifest \`${path}\` cannot be written: ${reason}.`, 'Check who may write there.', error);
  }
}
