/** `meltemi config set|unset|reset`: settings written to the project's files or to `.env`. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { JsonValue } from '../../model/json';
import { MeltemiError } from '../../model/errors';
import { cast } from '../../project/cast';
import { didYouMean } from '../../model/suggest';
import type { ExplainedSetting } from '../../project/settings-request';
import { EXIT, failedError, usageError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { logWarnings } from '../command-log';
import { confirmed } from '../confirm';
import { removeSetting, removeSettings, writeSetting, type SettingNames } from '../config/edit-settings';
import { chooseStore, STORE_LABELS, type Store, type StoreChoice } from '../config/setting-stores';
import { storeLabel } from '../config/sources';
import { openSubject, type Subject, type SubjectOptions } from '../config/subject';
import { pythonValue } from '../output/python-value';

export interface ConfigEditOptions extends SubjectOptions {
  readonly store: StoreChoice;
}

export interface ConfigSetOptions extends ConfigEditOptions {
  /** Of a file with the value; `-` for standard input. */
  readonly fromFile?: string;
}

const REDACTED = '(redacted)';

export async function configSetCommand(
  context: CommandContext,
  plugin: string,
  words: readonly string[],
  options: ConfigSetOptions,
): Promise<ExitCode> {
  const subject = await openSubject(context, plugin, options);
  const { name, value: given } = await readWords(words, options.fromFile);
  const setting = find(subject, name);
  if ((setting?.definition ?? null) === null) warnUnknown(context, subject, name);
  const value = castGiven(subject, name, given, setting);
  const store = chooseStore(subject, options.store, setting);
  if (store === 'dotenv' && setting === null) {
    throw failedError(
      `\`${name}\` is neither declared nor configured, so a variable for it would have no effect.`,
      'Declare it below `settings:`, or use `--store=meltano_yml`.',
    );
  }
  await writeSetting(context, subject, store, namesOf(name, setting), value);
  const hides = setting?.secret === true && !options.unsafe;
  const shown = hides ? REDACTED : pythonValue(value);
  printLines(context.stdout, [
    `${subject.title} setting '${name}' was set in ${STORE_LABELS[store]}: ${shown}`,
    ...(await overriding(context, plugin, name, store, options)),
  ]);
  return EXIT.ok;
}

export async function configUnsetCommand(
  context: CommandContext,
  plugin: string,
  words: readonly string[],
  options: ConfigEditOptions,
): Promise<ExitCode> {
  const subject = await openSubject(context, plugin, options);
  const name = words.join('.');
  const names = namesOf(name, find(subject, name));
  const found = await removeSetting(context, subject, storesOf(subject, options.store), names);
  const lines = found.map((store) => `${subject.title} setting '${name}' in ${STORE_LABELS[store]} was unset`);
  printLines(context.stdout, lines.length > 0 ? lines : [`${subject.title} setting '${name}' was not set.`]);
  const now = find(await openSubject(context, plugin, options), name);
  const chosen = now?.candidates[0];
  if (now !== null && chosen !== undefined && chosen.source.kind !== 'default') {
    printLines(context.stdout, [
      `Current value is now: ${currentOf(now, options)} (from ${storeLabel(chosen.source)})`,
    ]);
  }
  return EXIT.ok;
}

export async function configResetCommand(
  context: CommandContext,
  plugin: string,
  options: ConfigEditOptions & { readonly yes?: boolean },
): Promise<ExitCode> {
  const subject = await openSubject(context, plugin, options);
  if (subject.ref === 'meltano')
    throw failedError(
      "The project's own settings are not reset as a whole.",
      'Unset them one by one, or edit `meltano.yml`.',
    );
  if (options.yes !== true && !(await confirmed(context, `Take all settings of ${plugin} out? [y/N] `))) {
    printLines(context.stderr, ['Nothing was changed.']);
    return EXIT.failed;
  }
  const found = await removeSettings(context, subject, storesOf(subject, options.store));
  const lines = found.map((store) => `${subject.title} settings in ${STORE_LABELS[store]} were reset`);
  printLines(context.stdout, lines.length > 0 ? lines : [`${subject.title} has no settings to reset.`]);
  return EXIT.ok;
}

/** `NAME... VALUE`; with a file, `NAME...`. */
async function readWords(
  words: readonly string[],
  fromFile: string | undefined,
): Promise<{ readonly name: string; readonly value: string }> {
  const names = fromFile === undefined ? words.slice(0, -1) : words;
  const name = names.join('.');
  if (name === '')
    throw usageError('`config set` needs a setting and its value.', 'Write `config set PLUGIN SETTING VALUE`.');
  if (fromFile === undefined) return { name, value: words.at(-1) ?? '' };
  const given = fromFile === '-' ? await text(process.stdin) : await readFile(fromFile, 'utf8');
  return { name, value: given.trim() };
}

function find({ inspection }: Subject, name: string): ExplainedSetting | null {
  const all = inspection.explain(name.startsWith('_'));
  return all.find((setting) => setting.name === name || setting.definition?.aliases.includes(name) === true) ?? null;
}

function namesOf(name: string, setting: ExplainedSetting | null): SettingNames {
  if (setting === null) return { name, aliases: [] };
  const all = [setting.name, ...(setting.definition?.aliases ?? [])];
  return { name: setting.name, aliases: all.filter((each) => each !== setting.name) };
}

function warnUnknown(context: CommandContext, { inspection, title }: Subject, name: string): void {
  const declared = inspection.explain(false).flatMap((setting) => (setting.definition === null ? [] : [setting.name]));
  logWarnings(context, [`${title} declares no setting \`${name}\`.${didYouMean(name, declared)}`]);
}

function castGiven({ title }: Subject, name: string, given: string, setting: ExplainedSetting | null): JsonValue {
  const result = cast(given, setting?.kind ?? null);
  if (!result.ok) {
    throw new MeltemiError(
      'ConfigInvalid',
      `The setting \`${name}\` of ${title} must be ${result.problem}.`,
      'Nothing was changed.',
    );
  }
  const options = setting?.definition?.options ?? [];
  if (setting?.kind === 'options' && options.length > 0 && !options.includes(given)) {
    const choices = options.map((option) => `\`${option}\``).join(', ');
    throw new MeltemiError(
      'ConfigInvalid',
      `The setting \`${name}\` of ${title} takes none but ${choices}.`,
      'Nothing was changed.',
    );
  }
  return result.value;
}

function storesOf(subject: Subject, choice: StoreChoice): readonly Store[] {
  if (choice !== 'auto') return [chooseStore(subject, choice, null)];
  return subject.project.environment === null || subject.ref === 'meltano'
    ? ['dotenv', 'files']
    : ['dotenv', 'environment', 'files'];
}

/** A higher layer that still counts. */
async function overriding(
  context: CommandContext,
  plugin: string,
  name: string,
  store: Store,
  options: SubjectOptions,
): Promise<readonly string[]> {
  const now = find(await openSubject(context, plugin, options), name);
  const source = now?.candidates[0]?.source;
  if (now === null || source === undefined) return [];
  const isOurs =
    source.kind === 'variable'
      ? source.store === 'dotenv' && store === 'dotenv'
      : source.kind === (store === 'files' ? 'config' : store);
  return isOurs ? [] : [`Current value is still: ${currentOf(now, options)} (from ${storeLabel(source)})`];
}

function currentOf({ outcome, secret }: ExplainedSetting, { unsafe }: SubjectOptions): string {
  if (secret && !unsafe) return REDACTED;
  return 'problem' in outcome ? 'none' : pythonValue(outcome.value);
}
