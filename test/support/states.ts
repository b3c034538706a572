/** The states of a project whose settings are given: by default nothing but the durable ones. */
import type { Client } from '@temporalio/client';
import { Redactor } from '../../src/model/redactor';
import type { StateSettings } from '../../src/model/state-settings';
import { States } from '../../src/state/states';
import { BookmarkWorkflowStore } from '../../src/temporal/bookmark-workflow-store';

export function stateSettings(part: Partial<StateSettings> = {}): StateSettings {
  return {
    root: '/nowhere',
    uri: 'systemdb',
    databaseUri: 'sqlite:////nowhere/meltano.db',
    lockTimeoutSeconds: 10,
    lockRetrySeconds: 0.05,
    s3: { accessKeyId: null, secretAccessKey: null, endpointUrl: null },
    azure: { connectionString: null, storageAccountUrl: null },
    gcs: { credentialsPath: null, credentialsJson: null },
    secrets: [],
    ...part,
  };
}

export function durableStates(client: Client, taskQueue: string, part: Partial<StateSettings> = {}): States {
  return new States({
    bookmarks: new BookmarkWorkflowStore(client, taskQueue),
    settings: async () => stateSettings(part),
    redactor: new Redactor(),
    warn: () => undefined,
  });
}
