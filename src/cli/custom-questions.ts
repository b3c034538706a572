/**
 * Asks what a plugin is that no definition exists of. The questions and their order are Meltano's, so that answers piped into it serve
 * here too; what was given as an option is not asked.
 */
import type { CustomAnswers } from '../definitions/new-entry';
import { SETTING_KINDS } from '../model/setting-kinds';
import type { PluginKind } from '../project/entries';
import { didYouMean } from '../model/suggest';
import { usageError } from './cli-error';
import { printLines } from './command-context';
import type { Screen } from './output/display';
import { kindNoun } from './plugin-kinds';
import { Questions, type Question } from './questions';

export interface CustomOptions {
  readonly namespace?: string;
  readonly pipUrl?: string;
  readonly executable?: string;
  /** With commas between them. */
  readonly capabilities?: string;
  /** `host,port:integer,password:password`. */
  readonly settings?: string;
}

interface CustomQuestion extends Question {
  readonly key: keyof CustomOptions;
}

/** Kinds whose settings Meltano asks for. */
const WITH_SETTINGS: ReadonlySet<PluginKind> = new Set(['extractors', 'loaders', 'transformers']);

export class CustomQuestions {
  readonly #screen: Screen;
  readonly #questions: Questions;

  /** `screen`: where the questions are printed. */
  constructor(screen: Screen) {
    this.#screen = screen;
    this.#questions = new Questions(screen);
  }

  /** Throws a usage error for an answer that cannot be used. An end of the input stands for all defaults. */
  async ask(kind: PluginKind, name: string, given: CustomOptions): Promise<CustomAnswers> {
    printLines(this.#screen, [`Adding the custom ${kindNoun(kind)} \`${name}\`.`]);
    const namespace = await this.#answer(given, {
      key: 'namespace',
      title: 'namespace',
      help: ['The start of its variables, and for a tap the schema that loaders write to.'],
      fallback: name.replaceAll('-', '_'),
    });
    const pip = await this.#answer(given, {
      key: 'pipUrl',
      title: 'pip_url',
      help: [
        'What follows `pip install`: a package, `git+https://...`, `-e plugins/custom/tap-x`; `n` when there is nothing to install.',
      ],
      fallback: name,
    });
    const pipUrl = pip === 'n' ? null : pip;
    const executable = await this.#answer(given, {
      key: 'executable',
      title: 'executable',
      help: ['The program to run: a name, or a path when there is nothing to install.'],
      fallback: executableOf(pipUrl ?? name),
    });
    const capabilities = kind !== 'extractors' ? '' : await this.#answer(given, CAPABILITIES);
    const settings = WITH_SETTINGS.has(kind) ? await this.#answer(given, SETTINGS) : '';
    return { namespace, pipUrl, executable, capabilities: listOf(capabilities), settings: readSettings(settings) };
  }

  close(): void {
    this.#questions.close();
  }

  async #answer(given: CustomOptions, question: CustomQuestion): Promise<string> {
    return given[question.key] ?? (await this.#questions.ask(question));
  }
}

const CAPABILITIES: CustomQuestion = {
  key: 'capabilities',
  title: 'capabilities',
  help: ['What the tap can do, with commas between: catalog, discover, properties, state.'],
  fallback: '',
};

const SETTINGS: CustomQuestion = {
  key: 'settings',
  title: 'settings',
  help: [
    'Its settings, with commas between, each with its kind if it is not a text: host,port:integer,password:password',
    `Kinds are ${SETTING_KINDS.join(', ')}.`,
  ],
  fallback: '',
};

/** The last part of a path or an address without its ending. */
function executableOf(pipUrl: string): string {
  const last =
    pipUrl
      .split(/\s+/)
      .at(-1)
      ?.replace(/[#@[<>=!~].*$/, '') ?? '';
  const base = last.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return base.replace(/\.[A-Za-z]\w*$/, '') || pipUrl;
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function readSettings(text: string): CustomAnswers['settings'] {
  return listOf(text).map((part) => {
    const [name = '', kind = ''] = part.split(':').map((side) => side.trim());
    if (name === '') throw usageError(`The setting \`${part}\` has no name.`, 'Write `name` or `name:kind`.');
    if (kind !== '' && !SETTING_KINDS.some((known) => known === kind)) {
      throw usageError(
        `The setting \`${name}\` has the unknown kind \`${kind}\`.${didYouMean(kind, SETTING_KINDS)}`,
        `Known kinds are ${SETTING_KINDS.join(', ')}.`,
      );
    }
    return { name, kind: kind === '' ? null : kind };
  });
}
