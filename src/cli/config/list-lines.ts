/** The lines of `config list`, in Meltano's sections. */
import type { JsonValue } from '../../model/json';
import { variablesOf } from '../../project/inspect-settings';
import type { ResolvedSetting } from '../../project/settings-request';
import { toJson } from '../../project/tree';
import { pythonValue } from '../output/python-value';
import { sourceLabel } from './sources';
import type { Subject } from './subject';

export interface ListOptions {
  readonly extras?: boolean;
  readonly all?: boolean;
  readonly filter?: string;
  readonly unsafe: boolean;
}

const REDACTED = '(redacted)';

type Section = 'Required' | 'Configured' | 'Optional' | 'Custom' | 'Custom extras';

const TITLES: Readonly<Record<Section, string>> = {
  Required: 'Required:',
  Configured: 'Configured:',
  Optional: 'Optional:',
  Custom: 'Custom, possibly unsupported by the plugin:',
  'Custom extras': 'Custom extras, plugin-specific options handled by Meltano:',
};

export function listLines(subject: Subject, options: ListOptions): readonly string[] {
  const wanted = options.filter?.trim().toLowerCase() ?? '';
  const matching = settingsOf(subject, options.extras === true)
    .filter(([, { name }]) => name.toLowerCase().includes(wanted))
    .sort(([, a], [, b]) => (a.name < b.name ? -1 : 1));
  const hides = wanted === '' && options.all !== true;
  const shown = hides ? matching.filter(([section]) => section !== 'Optional') : matching;
  const sections = (Object.keys(TITLES) as Section[]).flatMap((section) => {
    const settings = shown.filter(([each]) => each === section).map(([, setting]) => setting);
    if (settings.length === 0) return [];
    return [[TITLES[section], ...settings.flatMap((setting) => settingLines(subject, setting, options.unsafe))]];
  });
  const hidden = matching.length - shown.length;
  if (hidden > 0) sections.push([`Optional settings with default values: ${hidden} hidden. Use --all to show all.`]);
  if (sections.length === 0 && wanted !== '') sections.push([`No settings match '${wanted}'.`]);
  return sections.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

/** Without extras, those that nobody declares are still listed: they may be meant as settings. */
function settingsOf({ inspection }: Subject, extras: boolean): readonly (readonly [Section, ResolvedSetting])[] {
  const sectionOf = (setting: ResolvedSetting): Section => {
    if (setting.definition === null) return 'Custom';
    if (inspection.required.has(setting.name)) return 'Required';
    const isDefault = setting.chosen === null || setting.chosen.source.kind === 'default';
    return isDefault ? 'Optional' : 'Configured';
  };
  const listed = inspection.resolve(extras).all.map((setting) => [sectionOf(setting), setting] as const);
  if (extras) return listed;
  const customExtras = inspection
    .resolve(true)
    .all.filter(({ name, definition }) => definition === null && !isPart(name));
  return [...listed, ...customExtras.map((setting) => ['Custom extras', setting] as const)];
}

/** `_metadata.users.replication-method` is a part of what is declared. */
function isPart(name: string): boolean {
  return /^_(metadata|schema)\./.test(name);
}

function settingLines(subject: Subject, setting: ResolvedSetting, unsafe: boolean): readonly string[] {
  const { name, definition, value, chosen } = setting;
  const hides = setting.secret && !unsafe && value !== null;
  const fallback = definition?.value ?? null;
  const isDefault = chosen === null || chosen.source.kind === 'default';
  const show = (each: JsonValue): string => (setting.secret && !unsafe ? REDACTED : pythonValue(each));
  const label = sourceLabel(chosen, subject.ref === 'meltano' ? 'meltano' : subject.ref.name);
  const line = [
    name,
    ` [env: ${variablesOf(subject.inspection.prefixes, name).join(', ')}]`,
    isDefault || fallback === null ? '' : ` (default: ${show(toJson(fallback))})`,
    ` current value: ${hides ? REDACTED : pythonValue(value)}`,
    ` (${label}${unexpanded(setting)})`,
  ];
  const description = definition?.description ?? null;
  if (description === null) return [line.join('')];
  const title = definition?.label ?? null;
  return [line.join(''), `\t${title === null ? '' : `${title}: `}${description}`];
}

/** What stands in the files, when a variable made something else of it; names of variables are no secrets. */
function unexpanded({ chosen, value }: ResolvedSetting): string {
  const written = chosen?.written;
  if (typeof written !== 'string' || written === value || !/^\$(\{\w+\}|\w+)$/.test(written)) return '';
  return `: ${pythonValue(written)}`;
}
