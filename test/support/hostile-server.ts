/** Servers that misbehave: HTTP with any answer, and bare sockets that write whatever bytes they like. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import {
  createServer as createSocketServer,
  type AddressInfo,
  type Server as SocketServer,
  type Socket,
} from 'node:net';

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export class HostileServer {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server | SocketServer;
  readonly #sockets = new Set<Socket>();

  private constructor(make: (seen: SeenRequest[]) => Server | SocketServer) {
    this.#server = make(this.seen);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    });
  }

  /** `handler` gets the number of requests so far, this one included. */
  static async http(handler: Handler): Promise<HostileServer> {
    const server = new HostileServer((seen) =>
      createServer((request, response) => {
        seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
        handler(request, response, seen.length);
      }),
    );
    return server.#listen();
  }

  /** `answer` gets the socket once a request has come, and the number of requests so far. */
  static async bytes(answer: (socket: Socket, count: number) => void): Promise<HostileServer> {
    const server = new HostileServer((seen) =>
      createSocketServer((socket) => {
        socket.on('data', () => {
          seen.push({ method: '', url: '', headers: {} });
          answer(socket, seen.length);
        });
      }),
    );
    return server.#listen();
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }
}
