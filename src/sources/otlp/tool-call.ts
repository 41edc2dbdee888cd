import type { Touch, ToolUse } from '../../events/event.js';

/** What a call touched once it is known what became of it; it was judged as if it had succeeded. */
export function touchesAfter(touches: readonly Touch[], outcome: ToolUse['outcome']): readonly Touch[] {
  switch (outcome) {
    case undefined:
      return touches;
    case 'PARTLY':
      return touches.map((touch) => ({ ...touch, confidence: 'LOW' }));
    case 'FAILED':
    case 'DENIED':
      return [];
    default:
      return outcome satisfies never;
  }
}

/** The name that Claude Code and Codex give to a server's tool. */
export function mcpName(server: string, tool: string): string {
  return `mcp__${server.replace(/[^A-Za-z0-9_-]/g, '_')}__${tool}`;
}

export function resultSummary(tool: string | null, failed: boolean | null, said: string): string {
  const name = tool ?? 'Tool';
  if (failed !== true) return failed === null ? `${name} finished` : `${name} succeeded`;
  return said === '' ? `${name} failed` : `${name} failed: ${said}`;
}
