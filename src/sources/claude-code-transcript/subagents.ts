import { basename } from 'node:path/posix';

import type { TranscriptLine } from './transcript-line.js';

/** Which subagent a line belongs to: its id, null for the session itself, or the line that must be seen first. */
type Belonging = { readonly agentId: string | null } | { readonly waitsFor: string };

/** Sidechains run mostly one line after the other: of a long file only the newest lines are kept in mind. */
const MAX_REMEMBERED = 50_000;

/**
 * Tells the subagents of one file apart. Lines say whose they are by `agentId`, or all come from a file that is
 * named after one. The inline sidechains of 1.x say neither: there the subagent is the chain of `parentUuid` down
 * to its root, and is named after the root.
 */
export class Subagents {
  readonly #ofFile: string | null;
  readonly #rootOf = new Map<string, string>();

  constructor(inputName: string) {
    const file = basename(inputName.replaceAll('\\', '/'));
    this.#ofFile = /^agent-([A-Za-z0-9_-]+)\.jsonl$/.exec(file)?.[1] ?? null;
  }

  belongingOf(line: TranscriptLine): Belonging {
    const agentId = line.agentId ?? this.#ofFile;
    if (agentId !== null) return { agentId };
    if (!line.isSidechain) return { agentId: null };
    if (line.parentUuid === null) return this.asRoot(line);
    const root = this.#rootOf.get(line.parentUuid);
    return root === undefined ? { waitsFor: line.parentUuid } : this.#inChain(line, root);
  }

  /** The belonging of a line whose chain starts with it: its parent is outside the sidechain, or nowhere. */
  asRoot(line: TranscriptLine): { readonly agentId: string } {
    return this.#inChain(line, line.uuid ?? line.parentUuid ?? 'unnamed');
  }

  #inChain(line: TranscriptLine, root: string): { readonly agentId: string } {
    if (line.uuid !== null) {
      this.#rootOf.set(line.uuid, root);
      if (this.#rootOf.size > MAX_REMEMBERED) this.#forgetOldest();
    }
    return { agentId: `sidechain-${root}` };
  }

  #forgetOldest(): void {
    for (const oldest of this.#rootOf.keys()) {
      this.#rootOf.delete(oldest);
      return;
    }
  }
}
