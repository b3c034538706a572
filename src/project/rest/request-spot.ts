/** `param` or `body`: where a value goes in a request. */
import type { RequestSpot } from '../../model/rest-declaration';
import type { Section } from './section';

/** `prefix`: of both keys, e.g. `page_size_`. Null: neither is there. */
export function readSpot(section: Section, prefix = ''): RequestSpot | null {
  const [param, body] = [`${prefix}param`, `${prefix}body`];
  if (section.has(param) && section.has(body))
    section.wrong(section.place(body), `${section.what} has \`${param}\` and \`${body}\`.`, 'Take one of them out.');
  const name = section.text(param);
  if (name !== null) return { place: 'params', name };
  const path = section.text(body);
  return path === null ? null : { place: 'payload', name: path };
}
