/** Server and tool of an MCP tool's name, `mcp__<server>__<tool>`; the tool's own name may hold `__`. */
export function mcpParts(name: string): { readonly server: string; readonly tool: string } | null {
  const match = /^mcp__(.+?)__(.+)$/s.exec(name);
  const [, server, tool] = match ?? [];
  return server === undefined || tool === undefined ? null : { server, tool };
}
