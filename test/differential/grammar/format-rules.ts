/** f-strings and `%` formatting. */
import type { Random } from '../../chaos/random';

type Make = (type: string) => string;

const VALUE_TYPES = [
  'int',
  'int',
  'float',
  'float',
  'dec',
  'dec',
  'str',
  'str',
  'bool',
  'date',
  'dt',
  'any',
  'list',
] as const;

/** An f-string of up to three replacements. Inside of them Python 3.11 allows no backslash, no `#` and not the string's own quote. */
export function formatted(random: Random, make: Make): string {
  const parts = Array.from({ length: Math.floor(random.between(1, 4)) }, () => replacement(random, make));
  const text = parts.map((part) => random.pick(['', 'a', ' ', '{{', '}}', 'é', '\\n', ': ']) + part).join('');
  return `${random.pick(['f', 'f', 'F', 'rf', 'fR'])}"""${text}"""`;
}

function replacement(random: Random, make: Make): string {
  const type = random.pick(VALUE_TYPES);
  let value = make(type);
  if (/["\\#{}!=]|'''/.test(value)) value = { int: 'i1', float: '2.5', dec: 'd1', str: 's1' }[type as string] ?? 'b1';
  if (/\b(?:lambda|if)\b|:/.test(value)) value = `(${value})`;
  const spec = random.next() < 0.65 ? `:${specFor(random, type)}` : random.pick(['', '', '!r', '!s', '=']);
  return `{${value}${spec}}`;
}

function specFor(random: Random, type: string): string {
  if ((type === 'date' || type === 'dt') && random.next() < 0.8)
    return random.pick(['%Y-%m-%d', '%H:%M', '%d.%m.%y', '%A']);
  const some = (share: number, text: string): string => (random.next() < share ? text : '');
  const align = some(0.35, random.pick(['', '*', '0', ' ', 'é', '<']) + random.pick(['<', '>', '^', '=']));
  const isNumber = type !== 'str' && type !== 'any' && type !== 'list';
  const likely = isNumber ? 1 : 0.08;
  const sign = some(0.2 * likely, random.pick(['+', '-', ' ']));
  const flags = some(0.05 * likely, 'z') + some(0.12 * likely, '#') + some(0.2 * likely, '0');
  const width = some(0.5, random.pick([String(Math.floor(random.between(1, 25))), '{i3}', '{5}', '{2 + 3}', '12']));
  const group = some(0.2 * likely, random.pick([',', '_']));
  const precision = some(
    type === 'int' || type === 'bool' ? 0.15 : 0.4,
    `.${random.pick(['0', '1', '2', '3', '6', '10', '17', '25', '{2}'])}`,
  );
  const kinds = { int: 'dxXobneEfFgG%c', bool: 'dxbns', float: 'eEfFgGn%', dec: 'eEfFgGn%', str: 's' }[type] ?? 'sdfq';
  const kind = some(isNumber ? 0.65 : 0.2, random.pick(kinds.split('')));
  return (
    align + sign + flags + width + group + precision + (random.next() < 0.02 ? random.pick(['q', 's', 'd', 'x']) : kind)
  );
}

/** `'...' % (values)`, with one place for each value but for mistakes. */
export function percented(random: Random, make: Make): string {
  const places: string[] = [];
  const values: string[] = [];
  for (let i = Math.floor(random.between(1, 4)); i > 0; i--) {
    const kind = random.pick([...'sssrradiiuxXofFeEgGc', 's']);
    const flags = random.next() < 0.4 ? random.pick(['-', '+', ' ', '0', '#', '+0', '-#', '0-', '# 0']) : '';
    const star = random.next() < 0.06;
    const width = star ? '*' : random.next() < 0.4 ? String(Math.floor(random.between(1, 15))) : '';
    const precision = random.next() < 0.35 ? random.pick(['.0', '.1', '.2', '.5', '.10', '.', '.20']) : '';
    places.push(`%${flags}${width}${precision}${random.next() < 0.03 ? 'l' : ''}${kind}`);
    if (star) values.push(make('small'));
    values.push(make(valueOf(random, kind)));
  }
  const text = places.map((place) => place + random.pick(['', ' ', '%%', '-', 'é'])).join('');
  if (random.next() < 0.08) return `'%(k)s %(v)r' % {'k': ${make('any')}, 'v': ${make('any')}}`;
  if (random.next() < 0.03) values.pop();
  if (random.next() < 0.02) return `'${text}%' % (${values.map((value) => `${value}, `).join('')})`;
  return `'${text}' % (${values.map((value) => `${value}, `).join('')})`;
}

function valueOf(random: Random, kind: string): string {
  if ('sra'.includes(kind)) return 'any';
  if ('diu'.includes(kind)) return random.pick(['int', 'float', 'dec', 'bool']);
  if ('xXo'.includes(kind)) return 'int';
  if (kind === 'c') return random.pick(['char', 'nat']);
  return random.pick(['float', 'dec', 'int']);
}
