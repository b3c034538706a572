/** Opens a text in the person's editor. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failedError } from '../cli-error';

/** Answers the text as it was saved. `VISUAL`, else `EDITOR`, else vi; each may have arguments. Throws when the editor fails. */
export async function editText(env: NodeJS.ProcessEnv, text: string): Promise<string> {
  const editor = env['VISUAL'] || env['EDITOR'] || 'vi';
  const folder = await mkdtemp(join(tmpdir(), 'meltemi-edit-'));
  const file = join(folder, 'state.json');
  try {
    await writeFile(file, `${text}\n`, { mode: 0o600 });
    // By a shell, because editors come with arguments: `code --wait`. The file's name is an argument of its own.
    const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit', env });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) {
      throw failedError(
        `The editor \`${editor}\` ended with ${String(code)}; nothing was changed.`,
        'Set `EDITOR` to one that works.',
      );
    }
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
