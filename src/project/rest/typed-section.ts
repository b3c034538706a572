/** A mapping whose `type` says which keys it may have. */
import { didYouMean } from '../../model/suggest';
import { configError } from '../place';
import { attempt, type OnProblem } from '../problems';
import { asText, child, type MappingTree } from '../tree';
import { Section } from './section';

/** Null for a type that there is not, or none, which is noted. */
export function typedSection<Type extends string>(
  mapping: MappingTree,
  what: string,
  keys: Readonly<Record<Type, readonly string[]>>,
  note: OnProblem,
): { readonly section: Section; readonly type: Type } | null {
  const types = Object.keys(keys) as Type[];
  const given = child(mapping, 'type');
  const text = given === null ? null : attempt(note, () => asText(given, `\`type\` of ${what}`), null);
  const type = types.find((each) => each === text);
  if (type !== undefined)
    return { type, section: new Section(mapping, `${what} of type \`${type}\``, ['type', ...keys[type]], note) };
  const reason =
    text === null
      ? `${what} has no \`type\`.`
      : `The \`type\` of ${what} is \`${text}\`, which is none.${didYouMean(text, types)}`;
  note(
    configError(
      given?.place ?? mapping.place,
      reason,
      `The types are ${types.map((each) => `\`${each}\``).join(', ')}.`,
    ),
  );
  return null;
}
