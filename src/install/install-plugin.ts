/** Brings the virtual environment of one plugin to what its `pip_url` says. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MeltemiError } from '../model/errors';
import { Redactor } from '../model/redactor';
import type { PluginInstallation } from '../project/installable';
import { explainFailure, type InstallFailure } from './explain-failure';
import { fingerprintOf, forgetFingerprint, isInstalled, writeFingerprint } from './fingerprint';
import type { Installer } from './installer';
import { runProgram, type Command, type ProgramEnd } from './run-program';

export interface InstallHost {
  /** Folder of the project: relative requirements start there. */
  readonly root: string;
  readonly installer: Installer;
  /** Makes environments anew that are as wanted. */
  readonly clean: boolean;
  /** Installs again into environments that are as wanted. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

export type InstallOutcome =
  | { readonly kind: 'installed'; readonly seconds: number; readonly warnings: readonly string[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly failure: InstallFailure; readonly log: string | null };

/** A user or a token in a URL; `git@` is the name of everybody. */
const LOGIN = /(:\/\/)(?!git@)[^\s/@:]+(?::[^\s/@]*)?@/g;

type Installable = PluginInstallation & { readonly pip: NonNullable<PluginInstallation['pip']> };

export function hasRequirements(plugin: PluginInstallation): plugin is Installable {
  return plugin.pip !== null;
}

/** Rejects when `signal` aborts; everything that goes wrong with the plugin is an outcome. */
export async function installPlugin(plugin: Installable, host: InstallHost): Promise<InstallOutcome> {
  const startedMs = performance.now();
  const work = new PluginInstall(plugin, host);
  try {
    const warnings = await work.run();
    if (warnings === null) return { kind: 'unchanged' };
    return { kind: 'installed', seconds: Math.round((performance.now() - startedMs) / 10) / 100, warnings };
  } catch (error) {
    host.signal.throwIfAborted();
    if (error instanceof ToolFailed) return { kind: 'failed', failure: explainFailure(error.output), log: error.log };
    if (!(error instanceof MeltemiError)) throw error;
    const failure = { requirement: null, instruction: error.instruction, lines: [error.reason] };
    return { kind: 'failed', failure, log: null };
  }
}

class ToolFailed extends Error {
  constructor(
    readonly output: string,
    readonly log: string,
  ) {
    super('The tool failed.');
  }
}

class PluginInstall {
  readonly #plugin: Installable;
  readonly #host: InstallHost;
  readonly #redactor = new Redactor();
  /** What all tools of this plugin printed. */
  #log = '';

  constructor(plugin: Installable, host: InstallHost) {
    this.#plugin = plugin;
    this.#host = host;
  }

  /** Null: nothing had to be done; else warnings. */
  async run(): Promise<readonly string[] | null> {
    const { folder, python, pip } = this.#plugin;
    const { clean, force, installer, root } = this.#host;
    const { words, secrets, warnings } = pip.arguments(pip.usesPythonVersion ? await this.#pythonVersion() : null);
    this.#redactor.add(secrets);
    const wanted = await fingerprintOf(words, python, root);
    const fits = !clean && (await isInstalled(folder, wanted));
    if (fits && !force) return null;
    await forgetFingerprint(folder);
    if (!fits) {
      // What another list of requirements has left would stay importable, so a changed one starts from nothing.
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      await mkdir(dirname(folder), { recursive: true });
      await this.#tool(installer.create(folder, python));
    }
    await this.#tool(installer.install(folder, words));
    await writeFingerprint(folder, wanted);
    return warnings;
  }

  async #pythonVersion(): Promise<string> {
    const { output } = await this.#tool(this.#host.installer.printVersion(this.#plugin.python));
    return output.trim().split('\n').at(-1) ?? '';
  }

  async #tool(command: Command): Promise<ProgramEnd> {
    const { root, signal } = this.#host;
    const end = await runProgram(command, { folder: root, environment: this.#plugin.variables, signal });
    const output = this.#masked(end.output);
    this.#log += `$ ${this.#masked(command.join(' '))}\n${output}\n`;
    const log = await this.#writeLog();
    if (!end.ok) throw new ToolFailed(output, log);
    return end;
  }

  #masked(text: string): string {
    return this.#redactor.text(text).replace(LOGIN, '$1****@');
  }

  /** Where Meltano keeps it. */
  async #writeLog(): Promise<string> {
    const { folder, kind, home } = this.#plugin;
    const systemFolder = dirname(dirname(dirname(folder)));
    const path = join(systemFolder, 'logs', 'pip', kind, home, 'pip.log');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, this.#log, { mode: 0o600 });
    return path;
  }
}
