/** The tap SDK, as `meltemi/sdk`: what an author of a tap imports. */
export * from './auth/authenticators';
export * from './auth/oauth';
export { childContexts } from './child-contexts';
export type { Context, SdkRecord } from './context';
export { GraphQLStream } from './graphql-stream';
export { HttpClient } from './http/client';
export { HostLimits } from './limits/host-limits';
export type { RateLimit } from './limits/rate-limit';
export type { Params } from './http/query';
export type { Credentials, HttpMethod, PreparedRequest } from './http/request';
export { Response as SdkResponse } from './http/response';
export { BaseAPIPaginator, type PageToken } from './pagination/paginator';
export * from './pagination/paginators';
export { makeTap, type TapClass } from './make-tap';
export { RestStream, type RecordPage } from './rest-stream';
export { Stream, type StreamClass, type StreamOwner } from './stream';
export { standaloneRun, type StreamRun } from './stream-run';
export { Tap, type ConfigProperty, type ConfigSchema } from './tap';
