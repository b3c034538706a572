import type { Context, PageToken, Params } from 'meltemi/sdk';
import { OktaStream } from './client';

export class UsersStream extends OktaStream {
  name = 'users';
  path = '/api/v1/users';
  primaryKeys = ['id'];
  replicationKey = 'lastUpdated';

  getUrlParams(context: Context | null, nextPageUrl: PageToken): Params | string {
    if (nextPageUrl !== null) return super.getUrlParams(context, nextPageUrl);
    const { search, limit, sortBy, sortOrder } = this.config;
    const bookmark = this.getStartingTimestamp(context);
    const isNew = bookmark && `${this.replicationKey} gt "${bookmark.toISOString()}"`;
    return { search: search && isNew ? `(${search}) and ${isNew}` : (isNew ?? search), limit, sortBy, sortOrder };
  }
}
