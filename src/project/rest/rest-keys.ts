/** The keys of a block `rest:`, part by part. `docs/rest-taps.md` has a row for each; a test holds them together. */
import type { RestAuth, RestPagination } from '../../model/rest-declaration';

/** What is said once for all streams, or by a stream for itself. */
const SHARED_KEYS = [
  'method',
  'headers',
  'params',
  'payload',
  'payload_form',
  'records',
  'pagination',
  'incremental',
  'requests_in_flight',
  'contexts_in_flight',
  'requests_per_second',
  'timeout_seconds',
  'max_tries',
  'retry_statuses',
  'ignore_statuses',
  'allowed_hosts',
  'trusted_hosts',
] as const;

export const REST_KEYS = ['url_base', 'auth', ...SHARED_KEYS, 'streams'] as const;

export const STREAM_KEYS = [
  'name',
  'path',
  ...SHARED_KEYS,
  'primary_keys',
  'replication_key',
  'schema',
  'parent',
  'context',
  'read_all_parents',
] as const;

export const INCREMENTAL_KEYS = [
  'param',
  'body',
  'format',
  'template',
  'comparison',
  'lookback_seconds',
  'is_sorted',
] as const;

const OAUTH_KEYS = ['token_url', 'client_id', 'scopes', 'expires_in_seconds'];

export const AUTH_KEYS: Readonly<Record<RestAuth['type'], readonly string[]>> = {
  none: [],
  api_key: ['name', 'value', 'in'],
  bearer: ['token'],
  basic: ['username', 'password'],
  oauth2: [...OAUTH_KEYS, 'client_secret', 'grant', 'refresh_token', 'fields'],
  oauth2_jwt: [...OAUTH_KEYS, 'private_key', 'private_key_passphrase'],
};

const PAGE_SIZE_KEYS = ['page_size', 'page_size_param', 'page_size_body'];

export const PAGINATION_KEYS: Readonly<Record<RestPagination['type'], readonly string[]>> = {
  single: [],
  page_number: ['param', 'body', 'start', ...PAGE_SIZE_KEYS, 'total_pages', 'has_more', 'empty_page'],
  offset: ['param', 'body', 'start', ...PAGE_SIZE_KEYS, 'total', 'has_more', 'empty_page'],
  cursor: ['from', 'from_header', 'param', 'body', ...PAGE_SIZE_KEYS, 'has_more', 'empty_page'],
  header_link: [...PAGE_SIZE_KEYS, 'empty_page'],
  next_url: ['from', ...PAGE_SIZE_KEYS, 'has_more', 'empty_page'],
};
