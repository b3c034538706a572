import { HeaderLinkPaginator, RestStream, SimpleAuthenticator } from 'meltemi/sdk';
import type { Config } from './tap';

/** Which parts of a user are left out for speed: https://developer.okta.com/docs/reference/core-okta-api/ */
const OMITTED = 'omitCredentials,omitCredentialsLinks,omitTransitioningToStatus';

export abstract class OktaStream extends RestStream<Config> {
  /** `https`, unless the domain comes with its scheme. */
  urlBase = this.config.okta_domain.replace(/^(?!\w+:\/\/)/, 'https://');

  get authenticator() {
    return new SimpleAuthenticator({ Authorization: `SSWS ${this.config.auth_token}` });
  }

  get httpHeaders(): Record<string, string> {
    const { performance_optimization: isOptimized } = this.config;
    return isOptimized === true ? { 'Content-Type': `application/json; okta-response="${OMITTED}"` } : {};
  }

  getNewPaginator() {
    return new HeaderLinkPaginator();
  }
}
