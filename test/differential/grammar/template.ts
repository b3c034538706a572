/**
 * Rules of the generated language: for each type of value the templates that make one. `<int>` stands for an expression of that type,
 * `<int!>` for one that can stand before a point or bracket. A number before a template is its weight, 1 without.
 */

export type Template = string | readonly [weight: number, template: string];
export type Rules = Readonly<Record<string, readonly Template[]>>;

export interface Production {
  readonly weight: number;
  /** Text and places in turn: `['', 'int', ' + ', 'int', '']`. */
  readonly parts: readonly string[];
  /** Whether the result can stand before a point, and needs no parentheses anywhere. */
  readonly primary: boolean;
}

/** Joins tables: a type may have templates in several. */
export function readRules(tables: readonly Rules[]): ReadonlyMap<string, readonly Production[]> {
  const rules = new Map<string, Production[]>();
  for (const table of tables) {
    for (const [type, templates] of Object.entries(table)) {
      rules.set(type, [...(rules.get(type) ?? []), ...templates.map(production)]);
    }
  }
  return rules;
}

function production(template: Template): Production {
  const [weight, text] = typeof template === 'string' ? [1, template] : template;
  return { weight, parts: text.split(/<([a-z]+!?)>/), primary: isPrimary(text) };
}

/** Nothing outside of brackets but names, points and strings. */
function isPrimary(text: string): boolean {
  let outside = text.replaceAll(/<[a-z]+!?>/g, 'x');
  for (let before = ''; before !== outside;) {
    before = outside;
    outside = outside.replaceAll(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, 'x');
  }
  return /^[A-Za-z_][\w.]*$/.test(outside);
}
