/** `select`, `metadata` and their like: shapes, patterns that cannot have an effect, misspelt metadata. */
import type { PluginKind, ProjectEntries } from '../project/entries';
import { fnmatch } from '../project/fnmatch';
import { parseSelectPattern, type SelectPattern } from '../project/select-patterns';
import { didYouMean } from '../model/suggest';
import type { ListTree, MappingTree, ScalarTree, Tree } from '../project/tree';
import type { Findings } from './problem';

interface Shape {
  readonly kind: Tree['kind'];
  readonly wanted: string;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  select: { kind: 'list', wanted: 'a list of patterns such as `- orders.*`' },
  select_filter: { kind: 'list', wanted: 'a list of stream names' },
  metadata: { kind: 'mapping', wanted: 'a mapping of stream patterns' },
  schema: { kind: 'mapping', wanted: 'a mapping of stream patterns' },
  catalog: { kind: 'scalar', wanted: 'a path' },
  state: { kind: 'scalar', wanted: 'a path' },
  load_schema: { kind: 'scalar', wanted: 'a text' },
  use_cached_catalog: { kind: 'scalar', wanted: '`true` or `false`' },
};

const METHODS = ['FULL_TABLE', 'INCREMENTAL', 'LOG_BASED'] as const;
const METADATA_KEYS = [
  'replication-method',
  'replication-key',
  'replication-comparison',
  'table-key-properties',
  'view-key-properties',
  'is-replication-key',
  'selected',
  'snapshot',
  'inclusion',
] as const;

export function checkExtras(entries: ProjectEntries, findings: Findings): void {
  for (const [kind, plugins] of entries.plugins) {
    for (const plugin of plugins.values()) checkPlugin(kind, plugin.name, plugin.extras, findings);
  }
  for (const environment of entries.environments.values()) {
    for (const [kind, plugins] of environment.plugins) {
      for (const [name, values] of plugins) checkPlugin(kind, name, values.extras, findings);
    }
  }
}

function checkParallelPrograms(name: string, tree: Tree | undefined, findings: Findings): void {
  if (tree === undefined || isNothing(tree)) return;
  const value = tree.kind === 'scalar' ? Number(tree.value) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= 1) return;
  const got = tree.kind === 'scalar' ? `\`${String(tree.value)}\`` : `a ${tree.kind}`;
  const message = `\`parallel_programs\` of \`${name}\` must be a whole number of at least 1, got ${got}.`;
  findings.add('error', tree.place, message, 'Correct the value there; 1 is what counts without it.');
}

function checkPlugin(kind: PluginKind, name: string, extras: ReadonlyMap<string, Tree>, findings: Findings): void {
  if (kind === 'loaders' || kind === 'extractors')
    checkParallelPrograms(name, extras.get('parallel_programs'), findings);
  if (kind !== 'extractors') return;
  for (const [key, tree] of extras) {
    const shape = Object.hasOwn(SHAPES, key) ? SHAPES[key] : undefined;
    if (shape === undefined || isNothing(tree) || isJsonText(tree)) continue;
    if (tree.kind !== shape.kind) {
      const message = `\`${key}\` of \`${name}\` must be ${shape.wanted}, got a ${tree.kind}.`;
      findings.add('error', tree.place, message, 'Correct the value there.');
    } else if (key === 'select' && tree.kind === 'list') checkSelect(name, tree, findings);
    else if (key === 'metadata' && tree.kind === 'mapping') checkMetadata(name, tree, findings);
  }
}

function isNothing(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}

/** A variable, or a list or mapping written as JSON. */
function isJsonText(tree: Tree): boolean {
  return tree.kind === 'scalar' && typeof tree.value === 'string' && /^\s*[[{$]/.test(tree.value);
}

interface PlacedPattern extends SelectPattern {
  readonly tree: ScalarTree;
}

function checkSelect(name: string, list: ListTree, findings: Findings): void {
  const patterns: PlacedPattern[] = [];
  for (const item of list.items) {
    if (item.kind === 'scalar' && item.value !== null) {
      patterns.push({ ...parseSelectPattern(String(item.value)), tree: item });
    } else {
      findings.add('error', item.place, `A pattern in \`select\` of \`${name}\` must be a text.`, 'Quote it.');
    }
  }
  checkPatterns(name, list, patterns, findings);
}

function checkPatterns(name: string, list: ListTree, patterns: readonly PlacedPattern[], findings: Findings): void {
  const exclusions = patterns.filter((pattern) => pattern.negated);
  if (patterns.length > 0 && exclusions.length === patterns.length) {
    const message = `\`select\` of \`${name}\` only excludes, so it selects nothing.`;
    findings.add('warning', list.place, message, "Add what is to be read, for example `- '*.*'`.");
  }
  const seen = new Set<string>();
  for (const { text, tree, negated, stream } of patterns) {
    const what = `The pattern \`${text}\` in \`select\` of \`${name}\``;
    if (text.trim() !== text) {
      findings.add(
        'warning',
        tree.place,
        `${what} begins or ends with a blank, which is part of the name.`,
        'Take it out.',
      );
    }
    if (seen.has(text)) findings.add('warning', tree.place, `${what} is there twice.`, 'Take one out.');
    seen.add(text);
    const excluded = exclusions.find((other) => other.wholeStream && fnmatch(other.stream)(stream));
    if (!negated && excluded !== undefined && !/[*?[$]/.test(stream)) {
      const message = `${what} has no effect, because \`${excluded.text}\` excludes the stream: exclusions always win.`;
      findings.add('warning', tree.place, message, 'Take one of the two out.');
    }
  }
}

function checkMetadata(name: string, metadata: MappingTree, findings: Findings): void {
  for (const [stream, { value }] of metadata.entries) {
    if (value.kind !== 'mapping') continue;
    for (const [key, entry] of value.entries) {
      if (entry.value.kind === 'mapping') continue;
      const what = `\`${key}\` of stream \`${stream}\` in \`metadata\` of \`${name}\``;
      const nearest = METADATA_KEYS.some((known) => known === key) ? '' : didYouMean(key, METADATA_KEYS);
      if (nearest !== '') findings.add('warning', entry.keyPlace, `${what} is no known key.${nearest}`, 'Correct it.');
      if (key === 'replication-method') checkMethod(what, entry.value, findings);
    }
  }
}

function checkMethod(what: string, tree: Tree, findings: Findings): void {
  const text = tree.kind === 'scalar' ? String(tree.value) : '';
  if (text.includes('$') || METHODS.some((known) => known === text.toUpperCase())) return;
  const remedy = `Use one of ${METHODS.map((each) => `\`${each}\``).join(', ')}.`;
  findings.add('error', tree.place, `${what} is \`${text}\`.${didYouMean(text.toUpperCase(), METHODS)}`, remedy);
}
