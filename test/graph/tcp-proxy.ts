import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a driver and its server, and can take the network away in ways that a server alone cannot. */
export class TcpProxy {
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #dead = new Set<Socket>();
  #blackHole = false;
  #accepted = 0;
  readonly #sent: Buffer[] = [];

  private constructor(target: URL) {
    this.#server = createServer((client) => {
      this.#accepted++;
      this.#clients.add(client);
      client.on('close', () => this.#clients.delete(client)).on('error', () => {});
      if (this.#blackHole) {
        this.#dead.add(client);
        client.resume();
        return;
      }
      const server = connect(Number(target.port), target.hostname);
      client.on('data', (data) => {
        this.#sent.push(data);
        if (!this.#dead.has(client)) server.write(data);
      });
      server.on('data', (data) => {
        if (!this.#dead.has(client)) client.write(data);
      });
      client.on('close', () => server.destroy());
      server.on('close', () => client.destroy()).on('error', () => client.destroy());
    });
  }

  static async before(uri: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(uri));
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get uri(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return `bolt://127.0.0.1:${address.port}`;
  }

  /** Connections accepted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Connections that are open. */
  get open(): number {
    return this.#clients.size;
  }

  /** What clients sent since the last call, byte for byte. */
  takeSent(): string {
    return Buffer.concat(this.#sent.splice(0)).toString('latin1');
  }

  /** From now on bytes are taken and nothing is ever answered, on connections that are open and on new ones. */
  swallowEverything(): void {
    this.#blackHole = true;
    for (const client of this.#clients) this.#dead.add(client);
  }

  /** New connections work again; those that were swallowed stay dead, as after a lost route. */
  serveNewConnections(): void {
    this.#blackHole = false;
  }

  /** Resets every connection. */
  resetConnections(): void {
    for (const client of this.#clients) client.resetAndDestroy();
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
