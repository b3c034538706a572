/** Methods and attributes of compiled patterns and their matches. */
import { SEARCHES } from '../functions/extensions/re-module';
import type { Match } from '../patterns/match';
import type { Pattern } from '../patterns/pattern';
import { bindArguments, type Keywords } from '../values/callable';
import { Dict } from '../values/containers';
import { Tuple, type Value } from '../values/value';
import { binds, takes, type Method, type Methods, type Properties } from './method';

export const PATTERN_METHODS: Methods<Pattern> = new Map<string, Method<Pattern>>(
  SEARCHES.map(({ name, names, run }) => [
    name,
    binds((self, args, keywords) => run(self, bindArguments(`\`${name}\``, names, args, keywords))),
  ]),
);

export const PATTERN_PROPERTIES: Properties<Pattern> = new Map<string, (self: Pattern) => Value>([
  ['pattern', (self) => self.source],
  ['flags', (self) => self.flags],
  ['groups', (self) => self.groupCount],
]);

export const MATCH_METHODS: Methods<Match> = new Map<string, Method<Match>>([
  [
    'group',
    takes(0, Infinity, (self, args) =>
      args.length < 2 ? self.group(args[0] ?? 0) : new Tuple(args.map((id) => self.group(id))),
    ),
  ],
  ['groups', binds((self, args, keywords) => new Tuple(self.groups(defaultOf('`groups`', args, keywords))))],
  [
    'groupdict',
    binds((self, args, keywords) => {
      const otherwise = defaultOf('`groupdict`', args, keywords);
      const dict = new Dict();
      for (const [name, number] of self.pattern.groupNames) dict.set(name, self.numbered(number) ?? otherwise);
      return dict;
    }),
  ],
  ['start', takes(0, 1, (self, args) => self.span(args[0] ?? 0).items[0] ?? null)],
  ['end', takes(0, 1, (self, args) => self.span(args[0] ?? 0).items[1] ?? null)],
  ['span', takes(0, 1, (self, args) => self.span(args[0] ?? 0))],
]);

export const MATCH_PROPERTIES: Properties<Match> = new Map<string, (self: Match) => Value>([
  ['string', (self) => self.text],
  ['re', (self) => self.pattern],
]);

function defaultOf(what: string, args: readonly Value[], keywords: Keywords): Value {
  const [otherwise = null] = bindArguments(what, ['default'], args, keywords);
  return otherwise;
}
