/** A tap of the project as a program that reads one stream at a time. */
import type { Readable } from 'node:stream';
import { MeltemiError } from '../model/errors';
import type { JsonObject } from '../model/json';
import { jsonText } from '../model/lossless-json';
import type { Redactor } from '../model/redactor';
import type { Extras, Project } from '../project/project';
import { onlyStreams, programCatalog } from '../singer/catalog/program-catalog';
import { openPlugin, type OpenPlugin } from './open-plugin';
import { describeEnd, failureCode } from './program-end';
import { silenceError, type SilenceLimits } from './silence';
import type { ProgramEnd } from './spawn-program';
import { catalogArguments, tapCatalog } from './tap-catalog';
import { watchOutput } from './watched-output';

/** Of stderr, for an error. */
const LAST_LINES = 10;
/** The activities that discover and that read a page have ten minutes and an hour; before that comes an error that says more. */
const MOST_SILENCE_MS = { discovering: 9 * 60_000, reading: 50 * 60_000 } as const;

export interface TapProgramOptions {
  readonly name: string;
  /** Only these streams; empty: all that the project selects. */
  readonly select: readonly string[];
  readonly refreshCatalog: boolean;
  readonly redactor: Redactor;
  /** Gets each masked line of stderr, and what else a person should know. */
  readonly onLine: (line: string) => void;
  readonly silence: SilenceLimits;
}

interface Running {
  readonly folder: string;
  readonly stdout: Readable;
  readonly ended: Promise<MeltemiError | null>;
  stop(): Promise<void>;
}

/** Throws `ConfigInvalid`. Starts nothing yet. */
export function openTapProgram(project: Project, options: TapProgramOptions): TapProgram {
  return new TapProgram(project, options);
}

export class TapProgram {
  readonly name: string;
  readonly keepsState: boolean;
  readonly #project: Project;
  readonly #options: TapProgramOptions;
  #catalog: JsonObject = {};

  constructor(project: Project, options: TapProgramOptions) {
    this.name = options.name;
    this.#project = project;
    this.#options = options;
    this.keepsState = project.resolvePlugin('extractors', options.name).program.capabilities.has('state');
  }

  async discover(signal: AbortSignal): Promise<ReturnType<typeof programCatalog>> {
    const { onLine, refreshCatalog } = this.#options;
    const silence = atMost(this.#options.silence, MOST_SILENCE_MS.discovering);
    const open = this.#open();
    try {
      const catalog = await tapCatalog(open, { refresh: refreshCatalog, warn: onLine, signal, onLine, silence });
      if (catalog === null) throw noCatalog(this.name);
      this.#catalog = catalog;
      return programCatalog(catalog);
    } finally {
      open.close();
    }
  }

  async start(stream: string, state: JsonObject | null): Promise<Running> {
    const { onLine } = this.#options;
    const open = this.#open();
    const last: string[] = [];
    try {
      const catalog = catalogArguments(open, onlyStreams(this.#catalog, [stream]), onLine);
      const states = state === null ? [] : ['--state', open.writeFile('state.json', jsonText(state, 2))];
      let lines = 0;
      const program = await open.spawn([...open.configArguments(), ...catalog, ...states], {
        stdin: 'ignore',
        stdout: 'pipe',
        stderr: (line) => {
          lines++;
          last.push(line);
          if (last.length > LAST_LINES) last.shift();
          onLine(line);
        },
      });
      void program.ended.then(() => open.close());
      const output = watchOutput(program, () => lines, atMost(this.#options.silence, MOST_SILENCE_MS.reading));
      const ended = output.ended.then(({ end, silence }) => {
        if (silence !== null)
          return silenceError(`Reading stream \`${stream}\` of \`${this.name}\``, this.name, silence);
        return end.exitCode === 0 ? null : failed(this.name, stream, end, last);
      });
      return { folder: this.#project.root, stdout: output.stdout, ended, stop: () => output.stop() };
    } catch (error) {
      open.close();
      throw error;
    }
  }

  #open(): OpenPlugin {
    const { name, redactor, select } = this.#options;
    const extras: Partial<Extras> = select.length === 0 ? {} : { selectFilter: select };
    return openPlugin(this.#project, { kind: 'extractors', name, folder: this.#project.root, redactor, extras });
  }
}

function noCatalog(name: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `\`${name}\` has no catalog: its \`capabilities\` do not name \`discover\`, so its streams are not known.`,
    'Add what the tap can do, or give a file with `catalog:`.',
  );
}

function failed(name: string, stream: string, end: ProgramEnd, last: readonly string[]): MeltemiError {
  const said = last.length === 0 ? '' : ` Its last lines:\n${last.join('\n')}\n`;
  return new MeltemiError(
    failureCode(end),
    `Extractor failed: \`${name}\` ended with ${describeEnd(end)} while it read \`${stream}\`.${said}`,
    `What was loaded is kept, and the next try or run goes on from there. Try it alone: \`meltemi invoke ${name}\`.`,
  );
}

function atMost({ runningMs, endedMs }: SilenceLimits, mostMs: number): SilenceLimits {
  return { runningMs: Math.min(runningMs, mostMs), endedMs };
}
