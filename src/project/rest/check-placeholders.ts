/** Every `{key}` of a block `rest:` is a setting or a key of the stream's context, and no secret gets into what messages show. */
import { placeholdersIn } from '../../model/placeholders';
import { didYouMean } from '../../model/suggest';
import { configError } from '../place';
import type { OnProblem } from '../problems';
import { child, placeInside, type MappingTree, type ScalarTree, type Tree } from '../tree';
import type { ReadStream } from './check-families';
import { SECRET_AUTH_KEYS } from './read-auth';

export interface KnownSettings {
  readonly plugin: string;
  readonly names: readonly string[];
  readonly isSecret: (setting: string) => boolean;
}

/** Parts of a stream that are filled. A URL's path is shown in errors. */
const PARTS = ['path', 'headers', 'params', 'payload'];

export function checkPlaceholders(
  rest: MappingTree,
  streams: readonly ReadStream[],
  settings: KnownSettings,
  note: OnProblem,
): void {
  const checker = new Checker(settings, note);
  checker.check(child(rest, 'url_base'), [], 'shown');
  checkAuth(child(rest, 'auth'), checker);
  for (const { tree, declared } of streams) {
    const keys = contextKeys(streams, declared.name);
    const taken = keys.find((key) => settings.names.includes(key));
    if (taken !== undefined)
      note(
        configError(
          child(tree, 'context')?.place ?? tree.place,
          `\`${taken}\` is a key of the context of stream \`${declared.name}\` and a setting of \`${settings.plugin}\`.`,
          'Give the key another name.',
        ),
      );
    for (const part of PARTS) checker.check(child(tree, part), keys, part === 'path' ? 'shown' : 'hidden');
    const incremental = child(tree, 'incremental');
    if (incremental?.kind === 'mapping') checker.check(child(incremental, 'template'), [...keys, 'bookmark'], 'hidden');
  }
}

function checkAuth(auth: Tree | null, checker: Checker): void {
  if (auth?.kind !== 'mapping') return;
  for (const [key, { value }] of auth.entries) {
    checker.check(value, [], key === 'token_url' ? 'shown' : 'hidden');
    if (SECRET_AUTH_KEYS.includes(key) && value.kind === 'scalar') checker.checkSecret(key, value);
  }
}

/** The stream's own and those of the streams above it. */
function contextKeys(streams: readonly ReadStream[], name: string): readonly string[] {
  const keys: string[] = [];
  const seen = new Set<string>();
  for (let above: string | null = name; above !== null && !seen.has(above);) {
    seen.add(above);
    const stream = streams.find(({ declared }) => declared.name === above)?.declared;
    keys.push(...Object.keys(stream?.context ?? {}));
    above = stream?.parent ?? null;
  }
  return keys;
}

class Checker {
  constructor(
    private readonly settings: KnownSettings,
    private readonly note: OnProblem,
  ) {}

  /** `shown`: what the text becomes stands in messages. */
  check(tree: Tree | null, keys: readonly string[], use: 'shown' | 'hidden'): void {
    if (tree === null) return;
    if (tree.kind === 'list') for (const item of tree.items) this.check(item, keys, use);
    else if (tree.kind === 'mapping') for (const { value } of tree.entries.values()) this.check(value, keys, use);
    else if (typeof tree.value === 'string') this.#text(tree, tree.value, keys, use);
  }

  /** A secret comes from a setting that is known to be one, so that it is masked wherever it might show. */
  checkSecret(key: string, tree: ScalarTree): void {
    const used = placeholdersIn(String(tree.value));
    const { plugin, names, isSecret } = this.settings;
    if (used.length === 0)
      this.note(
        configError(
          tree.place,
          `\`${key}\` of \`auth\` holds a secret, and it stands in the file.`,
          `Write \`${key}: '{${key}}'\`, add the setting \`${key}\` with \`kind: password\`, and set it by a variable.`,
        ),
      );
    for (const { key: setting, index } of used)
      if (names.includes(setting) && !isSecret(setting))
        this.note(
          configError(
            placeInside(tree, index),
            `\`${key}\` of \`auth\` is a secret, and the setting \`${setting}\` of \`${plugin}\` is none.`,
            `Add \`kind: password\` to the setting, so that its value is never shown.`,
          ),
        );
  }

  #text(tree: ScalarTree, text: string, keys: readonly string[], use: 'shown' | 'hidden'): void {
    const { plugin, names, isSecret } = this.settings;
    for (const { key, index } of placeholdersIn(text)) {
      const place = placeInside(tree, index);
      const known = [...keys, ...names];
      if (!known.includes(key))
        this.note(
          configError(
            place,
            `\`{${key}}\` is no setting of \`${plugin}\`${keys.length === 0 ? '' : ' and no key of the context'}.${didYouMean(key, known)}`,
            `Add it to \`settings\`, correct it, or write \`{{${key}}}\` for braces that are meant as such.`,
          ),
        );
      else if (use === 'shown' && !keys.includes(key) && isSecret(key))
        this.note(
          configError(
            place,
            `\`{${key}}\` is a secret, and paths of URLs are shown in messages.`,
            'Send it by `auth`, `headers` or `params`.',
          ),
        );
    }
  }
}
