import { describe, expect, it } from 'vitest';

import { eventId, sessionKey } from '../../../src/events/ids.js';
import { facts, line, ofType, readFixture, readText, SESSION, toolUse } from './reading.js';

const session = { product: 'claude-code', sessionId: SESSION };
const child = { ...session, agentId: 'a7c3e91d' };
const PROJECT = 'projects/-home-dana-shop';

describe('whose line it is', () => {
  it('is said by the line, never by the name of the file', async () => {
    const here = await readFixture('tool-outcomes.jsonl', `/anywhere/${SESSION}.jsonl`);
    const there = await readFixture(
      'tool-outcomes.jsonl',
      '/elsewhere/0f0f0f0f-1111-4222-8333-444455556666.jsonl',
    );
    expect(facts(there)).toEqual(facts(here));
    expect(new Set(here.events.map((event) => sessionKey(event.session)))).toEqual(
      new Set([sessionKey(session)]),
    );
  });

  it('is the subagent that the line names', async () => {
    const reading = await readFixture(`${PROJECT}/${SESSION}/subagents/agent-a7c3e91d.jsonl`);
    expect(new Set(reading.events.map((event) => sessionKey(event.session)))).toEqual(
      new Set([sessionKey(child)]),
    );
    expect(ofType(reading, 'USER_PROMPT')).toEqual([]);
    expect(ofType(reading, 'OTHER').map(({ name }) => name)).toEqual(['subagent-prompt']);
  });

  it('is the subagent that the file is named after where the line names none', async () => {
    const reading = await readFixture(`${PROJECT}/agent-a7c3e91d.jsonl`);
    expect(reading.events.length).toBeGreaterThan(0);
    for (const event of reading.events) expect(event.session).toEqual(child);
  });
});

describe('a subagent', () => {
  it('starts when its parent called it and stops with the result', async () => {
    const reading = await readFixture(`${PROJECT}/${SESSION}.jsonl`);
    expect(ofType(reading, 'SUBAGENT_START')).toMatchObject([
      { session, child, at: Date.UTC(2026, 2, 2, 9, 0, 2), id: eventId.ofSession(child, 'subagent-start') },
    ]);
    expect(ofType(reading, 'SUBAGENT_STOP')).toMatchObject([
      { session, child, at: Date.UTC(2026, 2, 2, 9, 0, 9) },
    ]);
    expect(ofType(reading, 'TOOL_RESULT')).toMatchObject([
      { tool: 'Task', durationMs: 5200, isError: false },
    ]);
  });

  it('that is left running has not stopped', async () => {
    const id = 'toolu_01Lm4Nb6Vc8Xz1As3Df5Gh7J';
    const reading = await readText([
      toolUse(id, 'Agent', { description: 'Review' }),
      line('user', {
        message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'launched' }] },
        toolUseResult: { isAsync: true, status: 'async_launched', agentId: 'b81' },
      }),
    ]);
    expect(ofType(reading, 'SUBAGENT_START')).toHaveLength(1);
    expect(ofType(reading, 'SUBAGENT_STOP')).toEqual([]);
  });

  it('whose messages are repeated in its parent is the same, with the same facts', async () => {
    const repeated = await readFixture('agent-progress.jsonl');
    const own = await readFixture(`${PROJECT}/${SESSION}/subagents/agent-a7c3e91d.jsonl`);
    const idsOfChild = repeated.events
      .filter((event) => event.session.agentId === 'a7c3e91d')
      .map(({ id }) => id);
    expect(new Set(idsOfChild)).toEqual(new Set(own.events.map(({ id }) => id)));
    expect(ofType(repeated, 'SUBAGENT_START')).toHaveLength(1);
    expect(repeated.skips).toEqual({ 'progress:bash_progress': 1 });
    const read = ofType(repeated, 'TOOL_USE').find((use) => use.session.agentId !== undefined);
    expect(read?.touches).toMatchObject([{ kind: 'READ', path: '/home/dana/shop/src/basket.ts' }]);
    expect(read?.context.cwd).toBe('/home/dana/shop');
  });
});

describe('inline sidechains of 1.x', () => {
  it('are a subagent each, named after the root, even where a child comes first', async () => {
    const reading = await readFixture('inline-sidechains.jsonl');
    const agents = reading.events.map((event) => event.session.agentId ?? 'main');
    const [first, second] = ['7a14d558-4c1d-4e7a-9b02-6d5f8a3c0028', '7a160aae-4c1d-4e7a-9b02-6d5f8a3c0032'];
    expect(new Set(agents)).toEqual(new Set(['main', `sidechain-${first}`, `sidechain-${second}`]));
    const uses = ofType(reading, 'TOOL_USE').map((use) => [use.session.agentId, use.summary]);
    expect(uses).toEqual([
      [`sidechain-${first}`, 'Read src/basket.ts'],
      [`sidechain-${second}`, 'Read README.md'],
    ]);
    expect(ofType(reading, 'USER_PROMPT').map(({ summary }) => summary)).toEqual([
      'Prompt: Review the change and the docs',
    ]);
  });

  it('give the same facts in any order of lines', async () => {
    const root = line('user', { isSidechain: true, message: { content: 'go' } });
    const second = line('user', { isSidechain: true, parentUuid: root['uuid'], message: { content: 'on' } });
    const third = line('user', {
      isSidechain: true,
      parentUuid: second['uuid'],
      message: { content: 'and on' },
    });
    const inOrder = facts(await readText([root, second, third]));
    expect(new Set(inOrder.map((fact) => (JSON.parse(fact) as { session: object }).session))).toHaveLength(3);
    for (const order of [
      [third, second, root],
      [second, third, root],
      [third, root, second],
    ]) {
      expect(facts(await readText(order))).toEqual(inOrder);
    }
  });

  it('start at a line whose parent is in the conversation itself, or nowhere', async () => {
    const main = line('user', { message: { content: 'go' } });
    const own = line('user', { isSidechain: true, parentUuid: main['uuid'], message: { content: 'on' } });
    const lost = line('user', {
      isSidechain: true,
      parentUuid: 'd0000000-1111-4222-8333-444455556666',
      message: { content: 'x' },
    });
    for (const order of [
      [main, own, lost],
      [own, lost, main],
    ]) {
      const reading = await readText(order);
      const agents = ofType(reading, 'OTHER').map((event) => event.session.agentId);
      expect(new Set(agents)).toEqual(
        new Set([`sidechain-${String(own['uuid'])}`, `sidechain-${String(lost['uuid'])}`]),
      );
    }
  });

  it('hold back a bounded number of lines whose parent never comes', async () => {
    const orphans = Array.from({ length: 2500 }, (_, index) =>
      line('user', {
        isSidechain: true,
        parentUuid: `d0000000-1111-4222-8333-${String(index).padStart(12, '0')}`,
        message: { content: 'x' },
      }),
    );
    expect((await readText(orphans)).events).toHaveLength(2500);
  });
});

describe('a session that carries on another', () => {
  const later = { product: 'claude-code', sessionId: 'c2a4e6f8-1b3d-4f5a-9c7e-0d2b4f6a8c1e' };

  it('is linked by a copy that holds both', async () => {
    const reading = await readFixture('resumed-copy.jsonl');
    expect(ofType(reading, 'SESSION_CONTINUED')).toMatchObject([
      { session: later, origin: session, at: Date.UTC(2026, 2, 2, 9, 1, 10) },
    ]);
    const lines = reading.events.filter(({ type }) => type !== 'SESSION_CONTINUED');
    expect(lines.map((event) => event.session.sessionId)).toContain(SESSION);
  });

  it('is linked by forkedFrom, once for all lines', async () => {
    const links = ofType(await readFixture('forked.jsonl'), 'SESSION_CONTINUED');
    expect(links).toMatchObject([{ session: later, origin: session }]);
    const copied = ofType(await readFixture('resumed-copy.jsonl'), 'SESSION_CONTINUED');
    expect(links[0]?.id).toBe(copied[0]?.id);
  });

  it('states the same facts of what it copied', async () => {
    const [copied] = ofType(await readFixture('resumed-copy.jsonl'), 'USER_PROMPT');
    const [original] = ofType(await readFixture('prompts.jsonl'), 'USER_PROMPT');
    expect(copied?.id).toBe(original?.id);
  });

  it('is not seen in a subagent whose session id changed under way', async () => {
    const reading = await readText([
      line('user', { agentId: 'b81', isSidechain: true, message: { content: 'Warmup' } }),
      line('user', {
        agentId: 'b81',
        isSidechain: true,
        message: { content: 'Go' },
        sessionId: later.sessionId,
      }),
    ]);
    expect(ofType(reading, 'SESSION_CONTINUED')).toEqual([]);
    expect(reading.events).toHaveLength(2);
  });
});
