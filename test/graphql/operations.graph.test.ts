import { readdirSync, readFileSync } from 'node:fs';

import { Kind, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildApiSchema } from '../../src/graphql/schema.js';
import { seedGraph } from '../support/seed-graph.js';
import { NOW, startApi, type TestApi } from './api.js';

const folder = new URL('../../schema/operations/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
const schema = buildApiSchema();

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seedGraph(api.driver, {
    nodes: {
      'ApiKey:fp:a3f2': {
        hint: 'sk-ant-...A3F2',
        hints: ['sk-ant-...A3F2'],
        fingerprint: 'a3f2',
        hintOnly: false,
      },
    },
    sessions: [
      {
        sessionId: 'sess_1',
        startedAt: NOW,
        related: {
          RUN_BY: ['email:alice@company.com'],
          USED_KEY: ['fp:a3f2'],
          READ: ['remote:github.com/acme/app//src/auth.ts'],
          USED_TOOL: ['Read'],
        },
        events: [{ key: 'e1', type: 'TOOL_USE', at: NOW }],
      },
    ],
  });
});

afterAll(() => api.close());

describe('the documents that people run', () => {
  it.each(files)('%s is valid, says what it is for, and is answered', async (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    expect(text.startsWith('# ')).toBe(true);
    const document = parse(text);
    expect(validate(schema, document)).toEqual([]);
    const operations = document.definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    );
    expect(operations).toHaveLength(1);
    const operation = operations[0];
    const pascal = file
      .replace('.graphql', '')
      .replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect(operation?.name?.value).toBe(pascal);
    // An example that a reader can run stands in the document itself.
    const variables = JSON.parse(/^# variables: (.*)$/m.exec(text)?.[1] ?? '{}') as object;
    const { data, errors } = await api.ask(text, variables);
    expect(errors).toEqual([]);
    // An answer of nothing but nulls would prove nothing.
    expect(JSON.stringify(data)).not.toMatch(/^\{"\w+":null\}$/);
  });
});
