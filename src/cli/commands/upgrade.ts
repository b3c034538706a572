/** `meltemi upgrade`: Meltano upgrades itself; here the package manager does it, so the command says how. */
import { EXIT, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';

export async function upgradeCommand({ stdout }: CommandContext): Promise<ExitCode> {
  printLines(stdout, [
    'Meltemi is a Node package and is upgraded as such: `npm install --global meltemi@latest`.',
    'A project needs no migration: there is no system database. Newer plugins come with',
    '`meltemi lock --update` (their definitions) and `meltemi install --clean` (their packages).',
  ]);
  return EXIT.ok;
}
