import { Agent, request } from 'node:http';

export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Posts bodies to one address over one connection that is kept open, and reads each answer whole. */
export class KeptConnection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  post(body: string, contentType: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
      const sent = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Posts GraphQL over one connection. */
export class GraphqlClient {
  readonly #connection: KeptConnection;

  constructor(url: string) {
    this.#connection = new KeptConnection(url);
  }

  /** Rejects where the answer holds errors: a fast refusal must not be taken for a fast answer. */
  async post(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
    const { text } = await this.#connection.post(JSON.stringify({ query, variables }), 'application/json');
    return dataOf(JSON.parse(text) as GraphqlAnswer);
  }

  close(): void {
    this.#connection.close();
  }
}

/** The data of an answer. Throws where there are errors. */
export function dataOf({ data, errors }: GraphqlAnswer): unknown {
  if (errors !== undefined)
    throw new Error(`The server answered with errors: ${JSON.stringify(errors).slice(0, 500)}`);
  return data;
}
