/** An HTTP server that answers by a script, one answer after the other, and keeps what it was asked. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedAnswer {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Closes the connection without an answer. */
  readonly drop?: boolean;
  /** Seconds before the answer. */
  readonly delay?: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class ScriptedServer {
  readonly seen: SeenRequest[] = [];

  private constructor(
    private readonly server: Server,
    readonly base: string,
  ) {}

  /** `{BASE}` in texts and headers stands for the server's own origin. `write`: JSON values as text. */
  static async start(answers: readonly ScriptedAnswer[], write: (value: unknown) => string): Promise<ScriptedServer> {
    const seen: SeenRequest[] = [];
    const server = createServer((request, response) => {
      void readBody(request).then(async (body) => {
        const { pathname, search } = new URL(request.url ?? '/', 'http://server');
        const raw = (request.url ?? '').split('?');
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        seen.push({ method: request.method ?? '', path: raw[0] ?? pathname, query: search.slice(1), headers, body });
        const answer = answers[seen.length - 1];
        if (answer === undefined || answer.drop === true) return void request.socket.destroy();
        if (answer.delay !== undefined) await new Promise((done) => setTimeout(done, (answer.delay ?? 0) * 1000));
        const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const text = (answer.json === undefined ? (answer.text ?? '') : write(answer.json)).replaceAll('{BASE}', base);
        const type = answer.json === undefined ? {} : { 'Content-Type': 'application/json' };
        const own = Object.entries(answer.headers ?? {}).map(
          ([name, value]) => [name, value.replaceAll('{BASE}', base)] as const,
        );
        response.writeHead(answer.status ?? 200, { ...type, ...Object.fromEntries(own) });
        response.end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const scripted = new ScriptedServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    Object.defineProperty(scripted, 'seen', { value: seen });
    return scripted;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
