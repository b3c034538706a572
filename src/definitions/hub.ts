/** Asks Meltano's hub, or another one with the same API, for plugin definitions. */
import { EnvHttpProxyAgent, fetch } from 'undici';
import { MeltemiError } from '../model/errors';
import type { JsonObject, JsonValue } from '../model/json';
import type { PluginKind } from '../project/entries';
import { isObject } from '../project/flatten';
import { didYouMean } from '../model/suggest';
import { readDefinition, type PluginDefinition } from './definition';

export interface Hub {
  /** E.g. `https://hub.meltano.com/meltano/api/v1`. */
  readonly apiRoot: string;
  /** The `Authorization` header; null: none. */
  readonly authorization: string | null;
}

const DEFAULT_HUB = 'https://hub.meltano.com';
/** A person waits: a hub that has not answered by then is as good as away. */
const PATIENCE_MS = 15_000;

/** `setting`: of the project, by name (`hub_api_root`, `hub_url`, `hub_url_auth`). */
export function hubOf(setting: (name: string) => string | null): Hub {
  const apiRoot = setting('hub_api_root') ?? `${setting('hub_url') ?? DEFAULT_HUB}/meltano/api/v1`;
  return { apiRoot: apiRoot.replace(/\/+$/, ''), authorization: setting('hub_url_auth') };
}

/** `variant` null: the hub's default. Throws `ConfigInvalid` for an unknown plugin or variant, and when the hub does not answer. */
export async function askHub(
  hub: Hub,
  kind: PluginKind,
  name: string,
  variant: string | null,
): Promise<PluginDefinition> {
  const index = objectOf(await getJson(hub, `${hub.apiRoot}/plugins/${kind}/index`, name));
  const entry = objectOf(index[name] ?? null);
  if (!Object.hasOwn(index, name)) {
    throw new MeltemiError(
      'ConfigInvalid',
      `The hub knows no ${kind} \`${name}\`.${didYouMean(name, Object.keys(index))}`,
      `Correct the name, or define the plugin yourself with \`--custom\`.`,
    );
  }
  const variants = objectOf(entry['variants'] ?? null);
  const given =
    variant === null || variant === 'default' || variant === 'original' ? entry['default_variant'] : variant;
  const wanted = typeof given === 'string' ? given : 'default';
  const { ref } = objectOf(variants[wanted] ?? null);
  if (typeof ref !== 'string') {
    const known = Object.keys(variants);
    throw new MeltemiError(
      'ConfigInvalid',
      `The hub knows no variant \`${wanted}\` of \`${name}\`.${didYouMean(wanted, known)}`,
      `Its variants are ${known.map((each) => `\`${each}\``).join(', ')}.`,
    );
  }
  const url = new URL(ref, `${hub.apiRoot}/`).href;
  return readDefinition(await getJson(hub, url, name), kind, `\`${name}\` at ${url}`);
}

/** A definition at an address of its own. Throws like `askHub`. */
export async function fetchText(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const response = await fetch(url, { headers, dispatcher, signal: AbortSignal.timeout(PATIENCE_MS) });
    const body = await response.text();
    if (response.ok) return body;
    throw new Error(`it answered ${response.status} ${response.statusText}`.trim());
  } finally {
    await dispatcher.close();
  }
}

async function getJson(hub: Hub, url: string, name: string): Promise<JsonValue> {
  // The token belongs to the hub: it does not go along to where the index may point.
  const own = new URL(url).origin === new URL(hub.apiRoot).origin;
  const headers = {
    Accept: 'application/json',
    ...(hub.authorization === null || !own ? {} : { Authorization: hub.authorization }),
  };
  let text: string;
  try {
    text = await fetchText(url, headers);
  } catch (cause) {
    const reason = `Looking up \`${name}\` on the hub failed: ${url} cannot be read, ${causeOf(cause)}.`;
    throw new MeltemiError('ConfigInvalid', reason, WITHOUT_HUB, { cause });
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new MeltemiError('ConfigInvalid', `${url} did not answer with JSON.`, WITHOUT_HUB, { cause });
  }
}

const WITHOUT_HUB =
  'Check the network and `MELTANO_HUB_URL`; or do without the hub: `--from-ref FILE` takes a definition from a file, `--custom` asks for one, and a lock file of another project may be copied to `plugins/`.';

/** The last of the causes says what happened (`connect ECONNREFUSED`), the first only that something did. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `it has not answered within ${PATIENCE_MS / 1000} s`;
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return causeOf(cause.errors[0]);
  return cause === undefined ? error.message : causeOf(cause);
}

function objectOf(value: JsonValue): JsonObject {
  return isObject(value) ? value : {};
}
