/** What a run needs of this machine: Node, and a folder for pages. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatBytes } from '../output/format';
import { error, ok, warning, type Finding } from './check';

/** The oldest that the Temporal SDK and the tests run with. */
const OLDEST_NODE = [20, 19] as const;
/** A run holds some hundred MB of pages; with less than this it soon waits for room. */
const LITTLE_FREE_BYTES = 1024 ** 3;
const GROUP_AND_OTHERS = 0o077;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  return isOld
    ? error('Node', `Node ${version} is older than ${OLDEST_NODE.join('.')}.`, 'Install a newer one.')
    : ok('Node', `Node ${version}`);
}

/** The pages of a run hold records, so the folder is for its owner alone. */
export async function checkPageFolder(projectRoot: string, env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  const subject = 'page folder';
  const folder = env['MELTEMI_PAGE_DIR'] || join(projectRoot, '.meltemi');
  const made = existsSync(folder);
  const nearest = made ? folder : existing(dirname(folder));
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch {
    return [
      error(
        subject,
        `\`${folder}\` cannot be written.`,
        `Give yourself write access to \`${nearest}\`, or set \`MELTEMI_PAGE_DIR\`.`,
      ),
    ];
  }
  const { bavail, bsize } = await statfs(nearest);
  const free = bavail * bsize;
  const said = `\`${folder}\`, ${formatBytes(free)} free`;
  const findings = [
    free < LITTLE_FREE_BYTES
      ? warning(subject, said, 'Make room, or set `MELTEMI_PAGE_DIR` to a larger disk: a full store makes runs wait.')
      : ok(subject, said),
  ];
  if (made && (statSync(folder).mode & GROUP_AND_OTHERS) !== 0) {
    findings.push(
      warning(subject, `Others may look into \`${folder}\`, which holds records.`, `Run \`chmod 700 ${folder}\`.`),
    );
  }
  return findings;
}

function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
}
