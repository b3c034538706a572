/** The block `rest:` of an extractor: a tap for a REST API without code. */
import type { RestDeclaration } from '../../model/rest-declaration';
import { attemptEach, type OnProblem } from '../problems';
import { asList, asMapping, child, type MappingTree } from '../tree';
import { checkFamilies } from './check-families';
import { checkPlaceholders, type KnownSettings } from './check-placeholders';
import { readAuth } from './read-auth';
import { readStream } from './read-stream';
import { REST_KEYS } from './rest-keys';
import { Section } from './section';
import { withDefaults } from './with-defaults';

/** Each mistake goes to `onProblem` with its place; what is answered is whole only when there is none. */
export function readRest(mapping: MappingTree, settings: KnownSettings, onProblem: OnProblem): RestDeclaration {
  const note = once(onProblem);
  const section = new Section(mapping, '`rest`', REST_KEYS, note);
  const urlBase = section.required(
    'url_base',
    "Give what the URLs of the API begin with, e.g. `url_base: '{api_url}'`.",
  );
  const trees = (section.read('streams', asList) ?? []).flatMap((tree) =>
    attemptEach(note, [tree], (each) => withDefaults(asMapping(each, 'An entry of `streams`'), mapping)),
  );
  if (!section.has('streams')) section.wrong(mapping.place, '`rest` has no `streams`.', 'List what there is to read.');
  const streams = trees.map((tree) => ({ tree, declared: readStream(tree, note) }));
  checkFamilies(streams, note);
  checkPlaceholders(mapping, streams, settings, note);
  return { urlBase, auth: readAuth(child(mapping, 'auth'), note), streams: streams.map(({ declared }) => declared) };
}

/** A mistake in a default is met in every stream, and is one. */
function once(onProblem: OnProblem): OnProblem {
  const noted = new Set<string>();
  return (problem) => {
    const key = problem.reason.replace(/stream `[^`]*`/g, 'stream');
    if (noted.has(key)) return;
    noted.add(key);
    onProblem(problem);
  };
}
