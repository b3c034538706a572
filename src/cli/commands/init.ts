/** `meltemi init`: makes a project. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EXIT, failedError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { projectTemplate } from '../init/project-template';

export interface InitOptions {
  /** Overwrites files that are there. */
  readonly force?: boolean;
}

export async function initCommand(
  context: CommandContext,
  folder: string | undefined,
  options: InitOptions,
): Promise<ExitCode> {
  const root = resolve(context.globals.cwd ?? process.cwd(), folder ?? '.');
  const force = options.force === true;
  if (!force && existsSync(join(root, 'meltano.yml'))) {
    throw failedError(
      `There is a project in \`${root}\` already: it has a \`meltano.yml\`.`,
      'Name another folder, or give `--force` to write the new project over it.',
    );
  }
  const name =
    basename(root)
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'project';
  const kept: string[] = [];
  for (const [path, text] of projectTemplate(name)) {
    const absolute = join(root, path);
    if (!force && existsSync(absolute)) kept.push(path);
    else write(absolute, text);
  }
  printLines(context.stdout, [
    `Made the project \`${name}\` in ${root}.`,
    ...kept.map((path) => `\`${path}\` was there already and was left as it is.`),
    '',
    'Next:',
    ...(root === process.cwd() ? [] : [`  cd ${folder ?? root}`]),
    '  cp .env.example .env          # and fill it in',
    '  meltemi plan example-pipeline',
  ]);
  return EXIT.ok;
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failedError(`\`${path}\` cannot be written: ${reason}.`, 'Check who may write there.', error);
  }
}
