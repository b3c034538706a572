/** A plugin of a project made ready to run as a process: its program, variables, working folder and files. */
import { delimiter, join } from 'node:path';
import { MeltemiError } from '../model/errors';
import type { JsonObject } from '../model/json';
import type { Redactor } from '../model/redactor';
import type { PluginCommand, PluginKind } from '../project/entries';
import { expand } from '../project/expand';
import { showPlace } from '../project/place';
import type { Extras, Project, ResolvedPlugin } from '../project/project';
import { shellWords } from '../project/shell-words';
import { stringifyExact } from '../model/exact-json';
import { findExecutable, hasPackage, virtualEnvironment } from './find-executable';
import { ownProgram, type OwnProgram, type OwnPrograms } from './own-program';
import { PrivateFiles } from './private-files';
import { spawnProgram, type ProgramRequest, type RunningProgram } from './spawn-program';

export interface PluginRequest {
  readonly kind: PluginKind;
  readonly name: string;
  /** The tap in front of a loader or mapper, whose variables it may use. */
  readonly behindTap?: string;
  /** The process's working folder, absolute. */
  readonly folder: string;
  /** In place of what the project says. */
  readonly extras?: Partial<Extras>;
  /** Given: a plugin that Meltemi has itself is started as such. */
  readonly own?: OwnPrograms;
  /** Learns the plugin's secrets; masks what the plugin prints on stderr. */
  readonly redactor: Redactor;
}

/** What of a process is up to whoever starts it. */
export type Channels = Pick<ProgramRequest, 'stdin' | 'stdout' | 'stderr' | 'signal' | 'ownGroup' | 'graceMs'>;

/** Names of the files that Meltano's users know: `tap.….config.json`. */
const ROLES: Readonly<Partial<Record<PluginKind, string>>> = {
  extractors: 'tap',
  loaders: 'target',
  mappers: 'mapper',
};

/** Throws `ConfigInvalid`. Close it when its processes have ended. */
export function openPlugin(project: Project, request: PluginRequest): OpenPlugin {
  const { kind, name, behindTap } = request;
  const resolved = project.resolvePlugin(kind, name, behindTap);
  request.redactor.add(resolved.secrets);
  const plugin = { ...resolved, extras: { ...resolved.extras, ...request.extras } };
  return new OpenPlugin(project, plugin, project.processEnvironment(kind, name, behindTap), request);
}

export class OpenPlugin {
  readonly project: Project;
  readonly plugin: ResolvedPlugin;
  /** The variables of its processes. Holds secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly #environment: string | null;
  readonly #own: OwnProgram | null;
  readonly #folder: string;
  readonly #redactor: Redactor;
  #files: PrivateFiles | null = null;
  #config: string | null = null;

  constructor(project: Project, plugin: ResolvedPlugin, env: Readonly<Record<string, string>>, request: PluginRequest) {
    this.project = project;
    this.#environment = virtualEnvironment(project.systemFolder, plugin.program);
    const { own } = request;
    this.#own = own === undefined ? null : ownProgram(own, project, plugin, this.#environment !== null);
    this.plugin =
      this.#own === null ? plugin : { ...plugin, program: { ...plugin.program, capabilities: this.#own.capabilities } };
    this.env = this.#environment === null ? env : inEnvironment(env, this.#environment);
    this.#folder = request.folder;
    this.#redactor = request.redactor;
  }

  /** Meltemi itself runs as the program. */
  get isOwn(): boolean {
    return this.#own !== null;
  }

  /** It is installed with the library that most taps and targets are written with. */
  get usesSingerSdk(): boolean {
    return this.#environment !== null && hasPackage(this.#environment, 'singer_sdk');
  }

  /** Where the plugin's files are while it runs: catalog cache, config. Absolute. */
  get runFolder(): string {
    return join(this.project.systemFolder, 'run', this.plugin.name);
  }

  /** `--config <file>` for the kinds that take one; the same file each time. `config`: of a mapping, instead of the plugin's settings. */
  configArguments(config: JsonObject = this.plugin.settings): readonly string[] {
    if (ROLES[this.plugin.kind] === undefined) return [];
    this.#config ??= this.writeFile('config.json', config);
    return ['--config', this.#config];
  }

  /** A file that only its owner may read, and that `close` deletes. Answers its path. */
  writeFile(ending: string, content: JsonObject | string): string {
    this.#files ??= new PrivateFiles(this.runFolder);
    const text = typeof content === 'string' ? content : stringifyExact(content);
    return this.#files.write(ROLES[this.plugin.kind] ?? 'plugin', ending, text);
  }

  /** Throws `PluginMissing` when the program cannot be found or started. */
  async spawn(args: readonly string[], channels: Channels): Promise<RunningProgram> {
    return this.#start(this.plugin.program.executable, args, channels);
  }

  /** Runs a command of the plugin with further arguments. Throws `ConfigInvalid` for one that cannot be expanded. */
  async spawnCommand(name: string, more: readonly string[], channels: Channels): Promise<RunningProgram> {
    const command = this.#command(name);
    const executable = command.executable ?? this.plugin.program.executable;
    return this.#start(executable, [...this.#words(name, command), ...more], channels);
  }

  /** Deletes the files. Idempotent. */
  close(): void {
    this.#files?.remove();
    this.#config = null;
  }

  #start(executable: string, args: readonly string[], channels: Channels): Promise<RunningProgram> {
    const { plugin } = this;
    const { stderr } = channels;
    return spawnProgram({
      ...channels,
      plugin: plugin.name,
      executable: this.#own?.executable ?? this.#find(executable),
      args: [...(this.#own?.words ?? []), ...args],
      env: this.env,
      folder: this.#folder,
      stderr: typeof stderr === 'function' ? (line) => stderr(this.#redactor.text(line)) : stderr,
    });
  }

  #find(executable: string): string {
    const { name, program } = this.plugin;
    return findExecutable({
      plugin: name,
      program,
      executable,
      projectRoot: this.project.root,
      environment: this.#environment,
      path: this.env['PATH'] ?? '',
    });
  }

  #command(name: string): PluginCommand {
    const { plugin } = this;
    const command = plugin.program.commands.get(name);
    if (command !== undefined) return command;
    const names = [...plugin.program.commands.keys()].map((known) => `\`${known}\``).join(', ');
    throw new MeltemiError(
      'ConfigInvalid',
      `\`${plugin.name}\` has no command \`${name}\`.`,
      names === '' ? `Define it below \`commands\` of \`${plugin.name}\`.` : `Its commands are ${names}.`,
    );
  }

  /** Meltano splits first and expands each word, so a value with blanks stays one argument. */
  #words(name: string, command: PluginCommand): readonly string[] {
    const words = shellWords(command.args);
    const what = `${showPlace(command.place)}: The command \`${this.plugin.name}:${name}\``;
    if (words === null)
      throw new MeltemiError('ConfigInvalid', `${what} has a quote that is not closed.`, 'Close it, or escape it.');
    return words.map((word) => {
      const { text } = expand(word, (variable) => this.env[variable] ?? null);
      if (text !== null && text !== '') return text;
      const reason = `${what} has the argument \`${word}\`, which comes out empty.`;
      throw new MeltemiError('ConfigInvalid', reason, 'Define the variable, or take the argument out.');
    });
  }
}

function inEnvironment(
  env: Readonly<Record<string, string>>,
  virtualEnvironmentFolder: string,
): Readonly<Record<string, string>> {
  const path = [join(virtualEnvironmentFolder, 'bin'), env['PATH']].filter((part) => part !== undefined);
  return { ...env, VIRTUAL_ENV: virtualEnvironmentFolder, PATH: path.join(delimiter) };
}
