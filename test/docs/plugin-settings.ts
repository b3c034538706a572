/** The tables of settings in the pages of native plugins, made of their definitions. */
import type { NativePlugin, NativeSetting } from '../../src/definitions/native/native-plugin';
import { takenSettings } from '../../src/definitions/native/native-plugins';

const START = '<!-- settings -->';
const END = '<!-- /settings -->';

/** Settings of stream maps are the same everywhere and have a page of their own. */
const MAPS = /^(stream_map|faker_config|flattening_)/;

/** Below `docs/`; null for a mapper: these have one page together. */
export function pageOf({ kind, name }: NativePlugin): string | null {
  if (kind === 'mappers') return null;
  return `${kind === 'extractors' ? 'taps' : 'targets'}/${name}.md`;
}

/** The page with its table as the definitions say. Throws when it has no place for the table. */
export function withSettings(page: string, plugin: NativePlugin): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`The page of ${plugin.name} has no \`${START}\` and \`${END}\`.`);
  return `${page.slice(0, start)}${START}\n\n${settingsTable(plugin)}\n\n${page.slice(end)}`;
}

function settingsTable(plugin: NativePlugin): string {
  const taken = [...takenSettings(plugin, null).values()].filter(({ name }) => !MAPS.test(name));
  const read = taken.filter(({ ignored }) => ignored === undefined);
  const ignored = taken.filter((setting) => setting.ignored !== undefined);
  const hasVariants = plugin.variants.length > 1;
  const head = hasVariants
    ? '| Setting | Variant | Meaning |\n| --- | --- | --- |'
    : '| Setting | Meaning |\n| --- | --- |';
  const rows = read.map((setting) => {
    const cells = [`\`${setting.name}\``, ...(hasVariants ? [variantsOf(setting.name, plugin)] : []), meaning(setting)];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [
    'Made by `npm run docs` from the definition; stream maps and flattening: [stream-maps.md](../stream-maps.md).',
    [head, ...rows].join('\n'),
    ...(ignored.length === 0 ? [] : [`Taken and without effect: ${ignored.map(withReason).join('; ')}.`]),
  ].join('\n\n');
}

function meaning({ description, options, value }: NativeSetting): string {
  const words = options === undefined ? '' : ` One of ${options.map((option) => `\`${option.value}\``).join(', ')}.`;
  const standard =
    value === undefined || value === null
      ? ''
      : ` Default: \`${typeof value === 'string' ? value : JSON.stringify(value)}\`.`;
  return `${description}${words}${standard}`;
}

function withReason({ name, ignored = '' }: NativeSetting): string {
  return `\`${name}\` (${ignored})`;
}

/** The variants that declare a setting; all take it. */
function variantsOf(name: string, { variants }: NativePlugin): string {
  const declaring = variants.filter(({ settings }) => settings.some((each) => each.name === name));
  return declaring.length === variants.length ? 'all' : declaring.map(({ variant }) => variant).join(', ') || 'none';
}
