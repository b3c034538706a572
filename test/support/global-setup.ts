/** Starts the PostgreSQL server that all test files share, before jest starts its workers, which inherit the environment. */
import { startSharedServer } from './shared-server';

export default async function globalSetup(): Promise<void> {
  await startSharedServer();
}
