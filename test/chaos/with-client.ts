/** A connection for as long as it is needed, its clock in UTC. */
import { Client } from 'pg';

export async function withClient<T>(url: string, body: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query("set timezone = 'UTC'");
    return await body(client);
  } finally {
    await client.end();
  }
}
