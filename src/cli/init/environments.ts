/** The environments of a new project, and the variables that they take their values from. */

/** What variables of the databases start with: in the plugins' configuration. */
export const DATABASES = { source: 'VAR_IN_DB', target: 'OUT_DB' } as const;

const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;
const PARTS = ['HOST', 'PORT', 'USER', 'PASSWORD', 'NAME'] as const;
/** Of PostgreSQL; the other values are for whoever fills them in. */
const PORT = '5432';

export function environmentFile(): string {
  const environments = ENVIRONMENTS.map((name) => {
    const lines = PARTS.map((part) => `      ${DATABASES.target}_${part}: \${${name.toUpperCase()}_DB_${part}}`);
    return [`  - name: ${name}`, '    env:', ...lines].join('\n');
  });
  return `# Where data goes is the environment's business: \`meltemi --environment prod run example-pipeline\`.
default_environment: dev
environments:
${environments.join('\n\n')}
`;
}

export function environmentSample(): string {
  const group = (title: string, prefix: string): string => {
    const lines = PARTS.map((part) => `${prefix}_${part}=${part === 'PORT' ? PORT : ''}`);
    return [`# ${title}`, ...lines].join('\n');
  };
  const groups = [
    group('Source database', DATABASES.source),
    ...ENVIRONMENTS.map((name) => group(`Target database of the environment ${name}`, `${name.toUpperCase()}_DB`)),
  ];
  return `# Copy to .env and fill in. Never commit the copy.\n\n${groups.join('\n\n')}\n`;
}
