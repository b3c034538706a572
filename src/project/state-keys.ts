/** Which top-level keys of a project say where state is kept: `state_backend` as a mapping or in dotted form, and the database. */
export function isStateKey(key: string): boolean {
  return key === 'database_uri' || key === 'state_backend' || key.startsWith('state_backend.');
}
