/** `client.ts` of a new tap: what all its streams have in common. */
import type { Auth, Pagination, TapChoices } from './tap-choices';

/** Records asked for at a time: what most APIs allow. */
export const PAGE_SIZE = 100;

/** What a choice adds to the file. */
interface Parts {
  /** Of `meltemi/sdk`. */
  readonly imports: readonly string[];
  /** Before the class. */
  readonly top?: string;
  /** In the class. */
  readonly member?: string;
}

const AUTH: Readonly<Record<Auth, Parts>> = {
  none: { imports: [] },
  'api-key': {
    imports: ['APIKeyAuthenticator', 'type Authenticator'],
    member: authenticator("new APIKeyAuthenticator('X-API-Key', this.config.api_key)"),
  },
  bearer: {
    imports: ['BearerTokenAuthenticator', 'type Authenticator'],
    member: authenticator('new BearerTokenAuthenticator(this.config.token)'),
  },
  basic: {
    imports: ['BasicAuthenticator', 'type Authenticator'],
    member: authenticator('new BasicAuthenticator(this.config.username, this.config.password)'),
  },
  oauth: {
    imports: ['OAuthAuthenticator', 'type Authenticator'],
    member: authenticator(`new OAuthAuthenticator({
      authEndpoint: \`\${this.config.api_url}/oauth/token\`,
      clientId: this.config.client_id,
      clientSecret: this.config.client_secret,
    })`),
  },
};

const PAGINATION: Readonly<Record<Pagination, Parts>> = {
  none: { imports: ['SinglePagePaginator'], member: paginator('new SinglePagePaginator()') },
  page: {
    imports: ['BasePageNumberPaginator', 'type Context', 'type PageToken', 'type Params'],
    top: `const PAGE_SIZE = ${PAGE_SIZE};`,
    member: `${paginator('new BasePageNumberPaginator(1)')}\n\n${urlParams('page', '{ page, per_page: PAGE_SIZE }')}`,
  },
  offset: {
    imports: ['BaseOffsetPaginator', 'type Context', 'type PageToken', 'type Params'],
    top: `const PAGE_SIZE = ${PAGE_SIZE};`,
    member: `${paginator('new BaseOffsetPaginator(0, PAGE_SIZE)')}\n\n${urlParams('offset', '{ offset, limit: PAGE_SIZE }')}`,
  },
  cursor: {
    imports: ['type Context', 'type PageToken', 'type Params'],
    top: `const PAGE_SIZE = ${PAGE_SIZE};`,
    member: `  nextPageTokenJsonpath = '$.next';\n\n${urlParams('cursor', '{ cursor, limit: PAGE_SIZE }')}`,
  },
  link: { imports: ['HeaderLinkPaginator'], member: paginator('new HeaderLinkPaginator()') },
  'next-url': {
    imports: ['BaseHATEOASPaginator', 'type SdkResponse'],
    top: `class NextUrlPaginator extends BaseHATEOASPaginator {
  getNextUrl(response: SdkResponse): string | null {
    const { next } = response.json() as { next?: string | null };
    return next ?? null;
  }
}`,
    member: paginator('new NextUrlPaginator()'),
  },
};

export function clientFile(choices: TapChoices): string {
  const { imports, tops, members } = partsOf(choices);
  const base = `  get urlBase(): string {\n    return this.config.api_url;\n  }`;
  // Fields stand before what is computed.
  const ordered = [...members.filter(isField), base, ...members.filter((member) => !isField(member))];
  const stream = `export abstract class ${baseClass(choices)} extends RestStream<Config> {\n${ordered.join('\n\n')}\n}`;
  const head = `${importLine(imports)}\nimport type { Config } from './tap';`;
  return `${[head, ...tops, stream].join('\n\n')}\n`;
}

/** The class that all streams extend. */
export function baseClass({ prefix }: TapChoices): string {
  return `${prefix}RestStream`;
}

function partsOf({ auth, pagination }: TapChoices): {
  readonly imports: readonly string[];
  readonly tops: readonly string[];
  readonly members: readonly string[];
} {
  const parts = [AUTH[auth], PAGINATION[pagination]];
  const given = (texts: readonly (string | undefined)[]): readonly string[] =>
    texts.filter((text) => text !== undefined);
  return {
    imports: ['RestStream', ...parts.flatMap((each) => each.imports)],
    tops: given(parts.map(({ top }) => top)),
    members: given(parts.map(({ member }) => member)),
  };
}

/** Values first, then types, each in the order of the alphabet; on one line where it is short enough. */
function importLine(imports: readonly string[]): string {
  const sorted = [...imports].sort((a, b) => Number(isType(a)) - Number(isType(b)) || (a < b ? -1 : 1));
  const line = `import { ${sorted.join(', ')} } from 'meltemi/sdk';`;
  return line.length <= LINE_WIDTH
    ? line
    : `import {\n${sorted.map((name) => `  ${name},\n`).join('')}} from 'meltemi/sdk';`;
}

/** Columns: what formatters such as Prettier keep to by default. */
const LINE_WIDTH = 80;

function isType(name: string): boolean {
  return name.startsWith('type ');
}

function isField(member: string): boolean {
  return /^ {2}\w+ =/.test(member);
}

function authenticator(made: string): string {
  return `  get authenticator(): Authenticator {\n    return ${made};\n  }`;
}

function paginator(made: string): string {
  return `  getNewPaginator() {\n    return ${made};\n  }`;
}

function urlParams(token: string, params: string): string {
  return `  getUrlParams(_context: Context | null, ${token}: PageToken): Params {\n    return ${params};\n  }`;
}
