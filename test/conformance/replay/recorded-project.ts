/** The form of a case recorded from the real Meltano (the README beside the recordings), and the project that it starts from. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface RecordedStep {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
  readonly write?: Readonly<Record<string, string>>;
  readonly expect: {
    readonly exit_code: number;
    readonly stdout_json?: unknown;
    readonly stdout?: string;
    readonly files?: Readonly<Record<string, { readonly json?: unknown; readonly text?: string }>>;
    readonly log?: readonly Readonly<Record<string, unknown>>[];
  };
}

export interface RecordedProject {
  readonly name: string;
  readonly category: string;
  readonly weight: string;
  readonly fakes?: boolean;
  readonly files: Readonly<Record<string, string>>;
  readonly dirs?: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly RecordedStep[];
}

/** Makes the project's folder and answers its path. `fakes`: the folder of the stand-in plugins. */
export function makeProject(recorded: RecordedProject, fakes: string): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'meltemi-case-')));
  for (const folder of recorded.dirs ?? []) mkdirSync(join(root, folder), { recursive: true });
  writeFiles(root, root, recorded.files);
  for (const [link, to] of Object.entries(recorded.links ?? {})) symlinkSync(to, join(root, link));
  if (recorded.fakes !== false && existsSync(fakes)) {
    mkdirSync(join(root, 'bin'), { recursive: true });
    for (const name of readdirSync(fakes)) {
      copyFileSync(join(fakes, name), join(root, 'bin', name));
      chmodSync(join(root, 'bin', name), 0o755);
    }
  }
  return root;
}

export function writeFiles(root: string, folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text.replaceAll('<PROJECT>', root));
  }
}

/** `value` with `<PROJECT>` in all its texts and keys replaced by the project's folder. */
export function atProject<T>(value: T, root: string): T {
  if (value === undefined) return value;
  // Only texts are touched, so the form stays.
  return JSON.parse(JSON.stringify(value).replaceAll('<PROJECT>', root)) as T;
}
