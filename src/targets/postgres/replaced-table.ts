/** What hangs on a table that is about to be replaced, and its grants. */
import type { Client } from 'pg';

export interface Grant {
  /** Null: everybody (`public`). */
  readonly grantee: string | null;
  readonly privilege: string;
  readonly grantable: boolean;
}

export interface Replaced {
  /** Nothing but rows, a primary key and grants would be lost with it, and it is ours to drop. */
  readonly plain: boolean;
  /** Foreign keys of other tables point to it, so that it cannot be truncated. */
  readonly referenced: boolean;
  readonly grants: readonly Grant[];
}

/**
 * Plain: an ordinary table of the current user, without dependants (views, foreign keys, functions, publications) and without
 * indexes, defaults, constraints, triggers, policies, comments, options or column grants of its own.
 */
const REPLACED = `
  select exists (select 1 from pg_constraint where confrelid = c.oid and contype = 'f' and conrelid <> c.oid) as referenced,
         c.relkind = 'r' and c.relowner = (select oid from pg_roles where rolname = current_user)
           and c.reloptions is null and not c.relrowsecurity and not c.relispartition and c.relpersistence = 'p'
           and not exists (
             select 1 from pg_depend d
              where d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
                and not (d.deptype = 'i' and d.classid in ('pg_type'::regclass, 'pg_class'::regclass))
                and not (d.classid = 'pg_constraint'::regclass
                         and exists (select 1 from pg_constraint k
                                      where k.oid = d.objid and k.conrelid = c.oid and k.contype in ('p', 'n'))))
           and not exists (select 1 from pg_depend d
                            where d.refclassid = 'pg_type'::regclass and d.refobjid = c.reltype and d.deptype = 'n')
           and not exists (select 1 from pg_inherits where inhrelid = c.oid or inhparent = c.oid)
           and not exists (select 1 from pg_attribute
                            where attrelid = c.oid and attnum > 0 and (attacl is not null or attidentity <> ''))
           and not exists (select 1 from pg_description where classoid = 'pg_class'::regclass and objoid = c.oid) as plain
    from pg_class c where c.oid = to_regclass($1)`;

const GRANTS = `
  select nullif(a.grantee, 0)::regrole::text as grantee, a.privilege_type as privilege, a.is_grantable as grantable
    from pg_class c cross join lateral aclexplode(c.relacl) a where c.oid = to_regclass($1)`;

export async function readReplaced(client: Client, qualified: string): Promise<Replaced> {
  const found = await client.query<{ plain: string; referenced: string }>(REPLACED, [qualified]);
  const grants = await client.query<{ grantee: string | null; privilege: string; grantable: string }>(GRANTS, [
    qualified,
  ]);
  const [row] = found.rows;
  return {
    plain: row?.plain === 't',
    referenced: row?.referenced === 't',
    grants: grants.rows.map((grant) => ({ ...grant, grantable: grant.grantable === 't' })),
  };
}

/** `grantee` comes quoted from the server where it needs to be. */
export async function giveGrants(client: Client, qualified: string, grants: readonly Grant[]): Promise<void> {
  for (const { grantee, privilege, grantable } of grants) {
    await client.query(
      `grant ${privilege} on table ${qualified} to ${grantee ?? 'public'}${grantable ? ' with grant option' : ''}`,
    );
  }
}
