import { Agent, request } from 'node:http';

export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

/** Posts GraphQL over one connection that is kept open, and reads the whole answer. */
export class GraphqlClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Rejects where the answer holds errors: a fast refusal must not be taken for a fast answer. */
  async post(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
    const answer = JSON.parse(await this.#send(JSON.stringify({ query, variables }))) as GraphqlAnswer;
    return dataOf(answer);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

/** The data of an answer. Throws where there are errors. */
export function dataOf({ data, errors }: GraphqlAnswer): unknown {
  if (errors !== undefined)
    throw new Error(`The server answered with errors: ${JSON.stringify(errors).slice(0, 500)}`);
  return data;
}
