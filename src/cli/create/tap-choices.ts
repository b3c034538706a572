/** What a new tap is to be: read from options, asked for, checked. */
import { didYouMean } from '../../model/suggest';
import { usageError } from '../cli-error';
import type { Question } from '../questions';

export const AUTHS = ['none', 'api-key', 'bearer', 'basic', 'oauth'] as const;
export type Auth = (typeof AUTHS)[number];

export const PAGINATIONS = ['none', 'page', 'offset', 'cursor', 'link', 'next-url'] as const;
export type Pagination = (typeof PAGINATIONS)[number];

export interface TapChoices {
  /** `tap-shop`. */
  readonly plugin: string;
  /** `tap_shop`: the start of its variables in capitals, and the schema that loaders write to. */
  readonly namespace: string;
  /** `Shop`: the start of its classes' names. */
  readonly prefix: string;
  /** Without a slash at its end. */
  readonly url: string;
  readonly auth: Auth;
  readonly pagination: Pagination;
  /** Of the example: `users`. */
  readonly stream: string;
}

export interface TapOptions {
  readonly name?: string;
  readonly url?: string;
  readonly auth?: string;
  readonly pagination?: string;
  readonly stream?: string;
  /** Asks nothing. */
  readonly yes?: boolean;
}

/** `ask`: null when nothing may be asked; what is not given is the default then. Throws a usage error for what cannot be used. */
export async function tapChoices(
  given: TapOptions,
  ask: ((question: Question) => Promise<string>) | null,
): Promise<TapChoices> {
  const answer = async (value: string | undefined, question: Question): Promise<string> =>
    value ?? (ask === null ? question.fallback : await ask(question));
  // Each answer is checked before the next question.
  const name = tapName(await answer(given.name, NAME));
  const url = apiUrl(await answer(given.url, URL_OF_API));
  const auth = oneOf(AUTHS, await answer(given.auth, AUTH), '--auth');
  const pagination = oneOf(PAGINATIONS, await answer(given.pagination, PAGINATION), '--pagination');
  const stream = streamName(await answer(given.stream, STREAM));
  const prefix = classPrefix(name);
  return {
    plugin: `tap-${name}`,
    namespace: `tap_${name.replaceAll('-', '_')}`,
    prefix,
    url,
    auth,
    pagination,
    stream,
  };
}

const NAME: Question = {
  title: 'name',
  help: ["The source's name, in small letters: `shop` makes `tap-shop`."],
  fallback: '',
};

const URL_OF_API: Question = {
  title: 'url',
  help: ['What the URLs of its API begin with: https://api.example.com/v1'],
  fallback: '',
};

const AUTH: Question = { title: 'auth', help: [`How requests are authorized: ${AUTHS.join(', ')}.`], fallback: 'none' };

const PAGINATION: Question = {
  title: 'pagination',
  help: [
    'How the next page is asked for: page (its number), offset (records before it), cursor (a token of the answer),',
    'link (the header Link), next-url (a URL in the answer), none.',
  ],
  fallback: 'none',
};

const STREAM: Question = {
  title: 'stream',
  help: ['The first stream, which is also the last part of its URL.'],
  fallback: 'users',
};

/** `shop` of `shop` or `tap-shop`. */
function tapName(given: string): string {
  const name = given.replace(/^tap-/, '');
  if (name === '')
    throw usageError('The new tap has no name.', 'Give one: `meltemi create tap shop --url https://api.example.com`.');
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return name;
  throw usageError(
    `\`${given}\` is no name for a tap.`,
    'Use small letters, digits and single dashes, with a letter first: `shop`, `tap-shop-eu`.',
  );
}

function apiUrl(given: string): string {
  const wanted = 'Give what the URLs of the API begin with: `--url https://api.example.com/v1`.';
  if (given === '') throw usageError('The URL of the API is missing.', wanted);
  const url = URL.canParse(given) ? new URL(given) : null;
  // What was given is not shown: it may hold a password.
  if (url === null || !/^https?:$/.test(url.protocol)) throw usageError('`--url` is not an HTTP URL.', wanted);
  if (url.username !== '' || url.password !== '')
    throw usageError('`--url` holds a user or a password.', 'Leave them out and choose `--auth basic`.');
  if (url.search !== '' || url.hash !== '')
    throw usageError(
      '`--url` goes beyond the path.',
      'Leave out what follows the `?` or `#`: streams have `getUrlParams`.',
    );
  return url.href.replace(/\/+$/, '');
}

function streamName(given: string): string {
  if (/^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/.test(given)) return given;
  throw usageError(`\`${given}\` is no name for a stream.`, 'Use small letters, digits, `_` and `-`: `users`.');
}

function oneOf<Choice extends string>(choices: readonly Choice[], given: string, option: string): Choice {
  const found = choices.find((choice) => choice === given);
  if (found !== undefined) return found;
  throw usageError(
    `\`${given}\` is no choice for \`${option}\`.${didYouMean(given, choices)}`,
    `The choices are ${choices.map((choice) => `\`${choice}\``).join(', ')}.`,
  );
}

/** `shop-eu` or `order_items` in capitals at the start of each word. */
export function classPrefix(name: string): string {
  return name
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
