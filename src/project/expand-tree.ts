/** Replaces variables in a value of the project, and says where one is missing. */
import { assertNever } from '../model/errors';
import type { JsonValue } from '../model/json';
import { expand } from './expand';
import { showPlace, type Place } from './place';
import { UndefinedVariableError } from './problems';
import { isSecret, secretTexts } from './sensitive';
import type { Tree } from './tree';
import type { Variable, Variables } from './variables';

export interface Surroundings {
  /** The process environment and the `env:` blocks over it. */
  readonly variables: Variables;
  readonly dotenv: Variables;
}

export interface Expectation {
  /** ``the setting `host` of `tap-x` ``. */
  readonly what: string;
  /** Why a missing variable is an error; null: it is a warning. */
  readonly strict: 'secret' | 'required' | 'in strict mode' | null;
  readonly warn: (message: string) => void;
  /** Gets the secrets in the values of variables: in the middle of an expression they are shown with it. */
  readonly secret: (text: string) => void;
}

/** `variables` first, then `.env`. */
export function findVariable(surroundings: Surroundings, name: string): Variable | null {
  return surroundings.variables.get(name) ?? surroundings.dotenv.get(name);
}

export class TreeExpander {
  readonly #surroundings: Surroundings;
  readonly #expectation: Expectation;

  constructor(surroundings: Surroundings, expectation: Expectation) {
    this.#surroundings = surroundings;
    this.#expectation = expectation;
  }

  /** Null: the value is null, or a text that is nothing but a variable without a value. Inside lists such a text is empty. */
  expand(tree: Tree): JsonValue {
    switch (tree.kind) {
      case 'scalar':
        return typeof tree.value === 'string' ? this.#text(tree.value, tree.place) : tree.value;
      case 'list':
        return tree.items.map((item) => this.#inside(item));
      case 'mapping':
        return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, this.#inside(entry.value)]));
      default:
        return assertNever(tree, 'tree');
    }
  }

  #inside(tree: Tree): JsonValue {
    const value = this.expand(tree);
    return value === null && tree.kind === 'scalar' && tree.value !== null ? '' : value;
  }

  #text(text: string, place: Place): string | null {
    const result = expand(text, (name) => findVariable(this.#surroundings, name)?.text ?? null);
    for (const name of result.missing) this.#report(place, text, `\`${name}\`, which is not defined`);
    for (const name of result.used) {
      const variable = findVariable(this.#surroundings, name);
      for (const text of secretTexts(name, variable?.text ?? '', isSecret(name, null))) this.#expectation.secret(text);
      for (const behind of variable?.missing ?? []) {
        this.#report(
          place,
          text,
          `\`${name}\` (${variable?.origin ?? ''}), which refers to \`${behind}\`, which is not defined`,
        );
      }
    }
    return result.text;
  }

  #report(place: Place, text: string, chain: string): void {
    const { what, strict, warn } = this.#expectation;
    const start = what.charAt(0).toUpperCase() + what.slice(1);
    if (strict === null) {
      warn(`${showPlace(place)}: ${start} uses the variable ${chain}; it is taken as empty.`);
      return;
    }
    // A password such as `p@ss$Word` looks like a reference; whoever wrote it needs to hear of the escape.
    const isPart = !/^\$(\{\w+\}|\w+)$/.test(text);
    const remedy = `Define it in \`.env\` or the environment${isPart ? ', or write `\\$` for a dollar sign that is meant as such' : ''}.`;
    const reason = `${showPlace(place)}: ${start} is ${strict} and uses the variable ${chain}.`;
    throw new UndefinedVariableError('ConfigInvalid', reason, remedy);
  }
}
