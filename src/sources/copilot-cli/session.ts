import type { EventContext, SessionRef } from '../../events/event.js';
import { isRedacted } from '../../events/ids.js';
import { asName, asObject, asText, usableId, wellFormed, type JsonObject } from '../json-shape.js';
import { normaliseRemote } from '../native/repository-remote.js';
import { absolutePath, accountOf } from '../recorded-paths.js';

export const PRODUCT = 'copilot-cli';

/** What the lines so far say of their session and its surroundings. */
export class CopilotSession {
  readonly ref: SessionRef;
  /** The model that the next request goes to, as far as it is known. */
  model: string | null = null;
  #version: string | null = null;
  #mode: string | null = null;
  #surroundings: JsonObject = {};
  #context: EventContext | null = null;

  constructor(sessionId: string) {
    this.ref = { product: PRODUCT, sessionId };
  }

  get cwd(): string | null {
    return unredacted(this.#surroundings['cwd']);
  }

  /** Takes over what `session.start` or `session.resume` says. */
  begin(data: JsonObject): void {
    this.#version = asName(data['copilotVersion']) ?? this.#version;
    this.useModel(data['selectedModel']);
    this.#surroundings = asObject(data['context']) ?? this.#surroundings;
    this.#context = null;
  }

  /** `auto` leaves the choice to the service and names no model. */
  useModel(name: unknown): void {
    const model = asName(name);
    if (model !== null && model !== 'auto' && !isRedacted(model)) this.model = model;
  }

  useMode(name: unknown): void {
    this.#mode = asName(name) ?? this.#mode;
    this.#context = null;
  }

  /** The subagent that a line belongs to, by the call that started it; the session itself for other lines. */
  refOf(data: JsonObject): SessionRef {
    const agentId = usableId(data['parentToolCallId']);
    return agentId === null ? this.ref : { ...this.ref, agentId };
  }

  /** The files name no person and no machine: who and where stay NOT_REPORTED. */
  get context(): EventContext {
    this.#context ??= this.#build();
    return this.#context;
  }

  #build(): EventContext {
    const { cwd } = this;
    const account = accountOf(cwd);
    const branch = unredacted(this.#surroundings['branch']);
    const remote = remoteOf(this.#surroundings);
    const root = absolutePath(unredacted(this.#surroundings['gitRoot']) ?? cwd ?? '', null);
    const repository = { ...(remote === null ? {} : { remote }), ...(root === null ? {} : { root }) };
    return {
      identityCarried: false,
      agent: {
        product: 'GitHub Copilot CLI',
        ...(this.#version === null ? {} : { version: this.#version }),
      },
      ...(account === null ? {} : { osAccount: account }),
      ...(Object.keys(repository).length === 0 ? {} : { repository }),
      ...(cwd === null ? {} : { cwd }),
      ...(branch === null ? {} : { branch }),
      ...(this.#mode === null ? {} : { permissionMode: this.#mode }),
    };
  }
}

/** `owner/name` on its host; without a host that the line names, or GitHub, it is no remote. */
function remoteOf(surroundings: JsonObject): string | null {
  const repository = unredacted(surroundings['repository']);
  const host =
    unredacted(surroundings['repositoryHost']) ??
    (surroundings['hostType'] === 'github' ? 'github.com' : null);
  return repository === null || host === null ? null : normaliseRemote(`https://${host}/${repository}`);
}

function unredacted(value: unknown): string | null {
  const text = asText(value);
  return text === null || isRedacted(text) ? null : wellFormed(text);
}
