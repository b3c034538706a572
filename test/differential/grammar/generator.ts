/** Makes expressions out of the rules, with a seed: the same seed makes the same expressions. */
import type { Random } from '../../chaos/random';
import { CONTAINER_RULES } from './container-rules';
import { formatted, percented } from './format-rules';
import { LEAVES } from './literals';
import { NUMBER_RULES } from './number-rules';
import { readRules, type Production } from './template';
import { TEXT_RULES } from './text-rules';
import { TIME_RULES } from './time-rules';

const RULES = readRules([NUMBER_RULES, TEXT_RULES, CONTAINER_RULES, TIME_RULES]);

/** Share of places that get an expression of any type instead of the one that fits. */
const MISFITS = 0.006;
/** Share of operands that stand in parentheses although precedence may not ask for it. */
const PARENTHESES = 0.85;
const NAMES = ['x', 'y', 'k', 'v', 'i1', 'md5', 's1'];

interface Made {
  readonly text: string;
  readonly primary: boolean;
}

export class Generator {
  /** Names of the comprehensions around, with the types of their values. */
  private readonly scope: { readonly name: string; readonly type: string }[] = [];

  constructor(private readonly random: Random) {}

  /** `depth`: how many templates stand inside of one another at most. */
  expression(type: string, depth: number): string {
    return this.make(type, depth).text;
  }

  private make(type: string, depth: number): Made {
    const { random } = this;
    if (random.next() < MISFITS && LEAVES[type] !== undefined && RULES.has(type)) return this.make('any', depth - 1);
    const local = this.scope.filter((entry) => entry.type === type);
    if (local.length > 0 && random.next() < 0.4) return { text: random.pick(local).name, primary: true };
    const special = this.special(type, depth);
    if (special !== null) return special;
    const productions = RULES.get(type);
    const leaf = LEAVES[type];
    if (leaf && (!productions || depth <= 0 || random.next() < 0.12)) return leafOf(leaf(random));
    return this.expand(pickWeighted(random, productions ?? []), depth);
  }

  private expand(production: Production, depth: number): Made {
    const text = production.parts.map((part, i) => {
      if (i % 2 === 0) return part;
      const made = this.make(part.replace('!', ''), depth - 1);
      if (made.primary) return made.text;
      if (part.endsWith('!')) return `(${made.text})`;
      return !production.primary && this.random.next() < PARENTHESES ? `(${made.text})` : made.text;
    });
    return { text: text.join(''), primary: production.primary };
  }

  private special(type: string, depth: number): Made | null {
    switch (type) {
      case 'fstring':
        return { text: formatted(this.random, (of) => this.expression(of, Math.min(depth - 1, 1))), primary: true };
      case 'percent':
        return { text: percented(this.random, (of) => this.expression(of, depth - 1)), primary: false };
      case 'intloop':
        return this.loop('[', ']', 'int', depth);
      case 'strloop':
        return this.loop('[', ']', 'str', depth);
      case 'anyloop':
        return this.loop('[', ']', 'any', depth);
      case 'dictloop':
        return this.loop('{', '}', 'any', depth, `${this.random.pick(['str(x)', '"k"', 'i2', 's2'])}: `);
      default:
        return null;
    }
  }

  private loop(open: string, close: string, type: string, depth: number, key = ''): Made {
    const { random } = this;
    const before = this.scope.length;
    const clauses: string[] = [];
    const count = random.next() < 0.8 ? 1 : 2;
    for (let i = 0; i < count; i++) {
      const over = random.pick(['ints', 'strs', 'str', 'list']);
      const iterable = this.make(over, depth - 2);
      const name = i === 0 && key.includes('x') ? 'x' : random.pick(NAMES);
      const text = iterable.primary ? iterable.text : `(${iterable.text})`;
      this.scope.push({ name, type: { ints: 'int', strs: 'str', str: 'str', list: 'any' }[over] ?? 'any' });
      clauses.push(`for ${name} in ${text}`);
      while (random.next() < 0.25) {
        const condition = this.make('bool', depth - 2);
        clauses.push(`if ${condition.primary ? condition.text : `(${condition.text})`}`);
      }
    }
    const element = this.expression(type, depth - 2);
    this.scope.length = before;
    return { text: `${open}${key}${element} ${clauses.join(' ')}${close}`, primary: true };
  }
}

function leafOf(text: string): Made {
  return { text, primary: /^(?:[A-Za-z_]|'|"|\[|\(|\{)/.test(text) && !/^datetime.*\) [-+]/.test(text) };
}

function pickWeighted(random: Random, productions: readonly Production[]): Production {
  let at = random.next() * productions.reduce((sum, production) => sum + production.weight, 0);
  for (const production of productions) {
    at -= production.weight;
    if (at < 0) return production;
  }
  throw new Error('no rule to pick from');
}
