/** What `config explain` says: for each setting the layers that say something, the one that counts, and what becomes of it. */
import type { JsonValue } from '../../model/json';
import type { ExplainedSetting, SettingCandidate } from '../../project/settings-request';
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
    problem: 'problem' in outcome ? outcome.problem : null,
    warnings,
  };
}

export function explainLines(views: readonly ExplainView[]): readonly string[] {
  return views.flatMap((view, index) => [...(index === 0 ? [] : ['']), ...linesOf(view)]);
}

function linesOf({ name, kind, declared, secret, value, layers, problem, warnings }: ExplainView): readonly string[] {
  const traits = [kind ?? 'any kind', ...(declared ? [] : ['not declared']), ...(secret ? ['secret'] : [])];
  const nothing = layers.length === 0 ? ['  nothing sets it, and it has no default'] : [];
  return [
    `${name} = ${problem === null ? textOf(value) : 'no value'}   (${traits.join(', ')})`,
    ...nothing,
    ...layers.map(({ place, written }, index) => `  ${index === 0 ? '→' : ' '} ${place}: ${textOf(written)}`),
    ...[...(problem === null ? [] : [problem]), ...warnings].map((text) => `  ! ${text}`),
  ];
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
