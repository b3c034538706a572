/** What `config explain` says: for each setting the layers that say something, the one that counts, and what becomes of it. */
import type { JsonValue } from '../../model/json';
import type { ExplainedSetting, Expansion, SettingCandidate } from '../../project/settings-request';
import { isSecret } from '../../project/sensitive';
import { placeLabel } from './sources';

const MASK = '*****';

/** One setting, with its secrets masked: ready for people and for programs. */
export interface ExplainView {
  readonly name: string;
  readonly kind: string | null;
  readonly declared: boolean;
  readonly secret: boolean;
  /** Null: not set. */
  readonly value: JsonValue;
  /** Highest first; the first one counts. `written`: neither expanded nor cast. */
  readonly layers: readonly { readonly place: string; readonly written: JsonValue }[];
  /** Variables in the value that counts, and where they are set; null: nowhere. */
  readonly variables: readonly { readonly name: string; readonly origin: string | null; readonly text: JsonValue }[];
  /** Why there is no value; null: there is nothing wrong. */
  readonly problem: string | null;
  readonly warnings: readonly string[];
}

export function explainView(setting: ExplainedSetting, unsafe: boolean): ExplainView {
  const { name, kind, definition, secret, candidates, outcome, warnings } = setting;
  const hides = secret && !unsafe;
  return {
    name,
    kind,
    declared: definition !== null,
    secret,
    value: 'problem' in outcome ? null : mask(outcome.value, hides),
    layers: candidates.map((candidate) => ({ place: placeLabel(candidate), written: writtenOf(candidate, hides) })),
    variables: setting.expansions.map((expansion) => variableOf(expansion, hides)),
    problem: 'problem' in outcome ? outcome.problem : null,
    warnings,
  };
}

export function explainLines(views: readonly ExplainView[]): readonly string[] {
  return views.flatMap((view, index) => [...(index === 0 ? [] : ['']), ...linesOf(view)]);
}

function variableOf({ variable, origin, text, missing }: Expansion, hides: boolean): ExplainView['variables'][number] {
  const behind = missing.length === 0 ? '' : `, which refers to ${missing.join(', ')}: not defined`;
  return {
    name: variable,
    origin: origin === null ? null : `${origin.replaceAll('`', '')}${behind}`,
    text: mask(text, hides || isSecret(variable, null)),
  };
}

function linesOf(view: ExplainView): readonly string[] {
  const { name, kind, declared, secret, value, layers, variables, problem, warnings } = view;
  const traits = [kind ?? 'any kind', ...(declared ? [] : ['not declared']), ...(secret ? ['secret'] : [])];
  const nothing = layers.length === 0 ? ['  nothing sets it, and it has no default'] : [];
  return [
    `${name} = ${problem === null ? textOf(value) : 'no value'}   (${traits.join(', ')})`,
    ...nothing,
    ...layers.flatMap(({ place, written }, index) => [
      `  ${index === 0 ? '→' : ' '} ${place}: ${textOf(written)}`,
      ...(index === 0 ? variables.map(variableLine) : []),
    ]),
    ...[...(problem === null ? [] : [problem]), ...warnings].map((text) => `  ! ${text}`),
  ];
}

function variableLine({ name, origin, text }: ExplainView['variables'][number]): string {
  return `      $${name} ${origin === null ? 'is not defined' : `= ${textOf(text)} (${origin})`}`;
}

/** What is written in a file may be shown when it only names a variable; the value of a variable never, when the setting is a secret. */
function writtenOf({ written, source }: SettingCandidate, hides: boolean): JsonValue {
  const namesVariable = typeof written === 'string' && /^\$(\{\w+\}|[A-Z][A-Z0-9_]*)$/.test(written);
  return mask(written, hides && !(namesVariable && source.kind !== 'variable'));
}

function mask(value: JsonValue, hides: boolean): JsonValue {
  return hides && value !== null ? MASK : value;
}

function textOf(value: JsonValue): string {
  return value === null ? 'not set' : JSON.stringify(value);
}
