import type { Context, PageToken, SdkRecord } from 'meltemi/sdk';
import { OffsetPaginator, PagePaginator, TotangoStream } from './client';

export class UsersStream extends TotangoStream {
  name = 'users';
  path = '/api/v1/search/users';
  primaryKeys = ['name'];
  recordsJsonpath = '$.response.users.hits[*]';

  getNewPaginator() {
    return new OffsetPaginator(this.config.users_offset, this.config.users_count);
  }

  preparePayload(_context: Context | null, offset: PageToken) {
    const query = {
      terms: this.config.users_terms,
      fields: this.config.users_fields,
      offset,
      count: this.config.users_count,
      sort_by: this.config.users_sort_by,
      sort_order: this.config.users_sort_order,
    };
    return { query: JSON.stringify(query) };
  }
}

export class AccountsStream extends TotangoStream {
  name = 'accounts';
  path = '/api/v1/search/accounts';
  primaryKeys = ['name'];
  recordsJsonpath = '$.response.accounts.hits[*]';

  getNewPaginator() {
    return new OffsetPaginator(this.config.accounts_offset, this.config.accounts_count);
  }

  preparePayload(_context: Context | null, offset: PageToken) {
    const query = {
      terms: this.config.accounts_terms,
      fields: this.config.accounts_fields,
      offset,
      count: this.config.accounts_count,
      sort_by: this.config.accounts_sort_by,
      sort_order: this.config.accounts_sort_order,
    };
    return { query: JSON.stringify(query) };
  }

  getChildContext(record: SdkRecord): Context {
    return { account_id: record.name };
  }
}

export class EventsStream extends TotangoStream {
  name = 'events';
  path = '/api/v2/events/search';
  parentStream = AccountsStream;
  primaryKeys = ['account_id', 'id'];
  replicationKey = 'timestamp';
  recordsJsonpath = '$.response.events.hits[*]';

  getNewPaginator() {
    return new PagePaginator(this.config.events_offset, this.config.events_count);
  }

  preparePayload(context: Context | null, offset: PageToken) {
    const bookmark = this.getStartingReplicationKeyValue(context);
    // Milliseconds since 1970.
    const isNew = bookmark === null ? [] : [{ type: 'date', term: this.replicationKey, gte: bookmark }];
    const terms = [...this.config.events_terms, ...isNew];
    const query = { terms, fields: [], offset, count: this.config.events_count };
    return { query: JSON.stringify(query), account_id: '{account_id}' };
  }
}
