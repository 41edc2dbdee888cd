import {
  agentKeysNamed,
  apiKeyKeysEnding,
  endpointKeysKnownAs,
  fileKeysAtPath,
  repositoryKeysNamed,
  sandboxKeysNamed,
  sessionKeysOfClientId,
  userKeysOfEmail,
} from '../../graph/catalogue/read.generated.js';
import type { EntityLabel } from '../../graph/model.js';
import { ENTITY_LABELS, globalId } from '../../graph/model.js';
import type { GraphContext } from '../context.js';
import { BadInputError, NotFoundError } from '../errors.js';
import type { NodeObject } from '../node/node.type.js';
import type { EntitySelector } from './selector.input.js';

/** A thing that a selector named and the graph holds. */
export interface SelectedEntity {
  readonly label: EntityLabel;
  readonly key: string;
  readonly id: string;
  readonly node: NodeObject;
}

/** What is looked for: keys to try, and how to say what it was. */
interface Search {
  readonly label: EntityLabel;
  readonly what: string;
  readonly keys: readonly string[];
}

/** Candidates that an ambiguity lists at most. */
const CANDIDATES = 10;

/**
 * The thing that a selector names.
 *
 * @param argument path of the selector within the field, for messages: `by`, `from`.
 * @throws BadInputError where the id is malformed, the text is empty or names several things (with the candidates).
 * @throws NotFoundError where the graph does not hold it.
 */
export async function resolveSelector(
  context: GraphContext,
  selector: Readonly<EntitySelector>,
  argument: string,
): Promise<SelectedEntity> {
  const search = await searchFor(context, selector, argument);
  const found = await findSelected(context, search, argument);
  if (found === null) throw new NotFoundError(argument, search.what);
  return found;
}

/** As `resolveSelector`, but null where the graph does not hold it. */
export async function findBySelector(
  context: GraphContext,
  selector: Readonly<EntitySelector>,
  argument: string,
): Promise<SelectedEntity | null> {
  return findSelected(context, await searchFor(context, selector, argument), argument);
}

/** Several selectors at once, in their order; the same thing named twice stands once. */
export async function resolveSelectors(
  context: GraphContext,
  selectors: readonly Readonly<EntitySelector>[],
  argument: string,
): Promise<SelectedEntity[]> {
  const found = await Promise.all(
    selectors.map((selector, position) => resolveSelector(context, selector, `${argument}[${position}]`)),
  );
  return [...new Map(found.map((entity) => [entity.id, entity])).values()];
}

async function findSelected(
  context: GraphContext,
  search: Search,
  argument: string,
): Promise<SelectedEntity | null> {
  const { label, keys } = search;
  const [key, ...others] = keys;
  if (key === undefined) return null;
  if (others.length > 0) throw ambiguous(search, argument);
  const node = await context.nodes.load(context, { label, key });
  return node === null ? null : { label, key, id: globalId(label, key), node };
}

function ambiguous({ label, what, keys }: Search, argument: string): BadInputError {
  return new BadInputError(
    argument,
    `${argument} names more than one ${label}: ${keys.length} match ${what}.`,
    'Select one of the candidates by its id.',
    { candidates: keys.slice(0, CANDIDATES).map((key) => ({ id: globalId(label, key), key })) },
  );
}

/** Exactly one field is set: @oneOf is checked before any resolver runs. */
async function searchFor(
  context: GraphContext,
  selector: Readonly<EntitySelector>,
  argument: string,
): Promise<Search> {
  const text = (value: string, field: string): string => checkedText(context, value, `${argument}.${field}`);
  const byId = (id: string, field: string, label?: EntityLabel): Search => {
    const ref = context.nodes.parse(
      id,
      `${argument}.${field}`,
      label === undefined ? ENTITY_LABELS : [label],
    );
    return {
      label: ref.label as EntityLabel,
      what: `${ref.label} with the id ${quoted(id)}`,
      keys: [ref.key],
    };
  };
  const named = (
    label: EntityLabel,
    field: string,
    by: { id?: string | null; name?: string | null },
  ): Search => {
    if (by.id != null) return byId(by.id, `${field}.id`, label);
    const name = text(by.name ?? '', `${field}.name`);
    return { label, what: `${label} ${quoted(name)}`, keys: [name] };
  };
  const {
    id,
    session,
    user,
    endpoint,
    agent,
    model,
    apiKey,
    file,
    host,
    tool,
    mcpServer,
    repository,
    project,
    sandbox,
  } = selector;

  if (id != null) return byId(id, 'id');
  if (session != null) {
    if (session.id != null) return byId(session.id, 'session.id', 'Session');
    const sessionId = text(session.sessionId ?? '', 'session.sessionId');
    const rows = await context.graph.read(sessionKeysOfClientId, { sessionId }, context.read);
    return { label: 'Session', what: `Session with the client id ${quoted(sessionId)}`, keys: keysOf(rows) };
  }
  if (user != null) {
    if (user.id != null) return byId(user.id, 'user.id', 'User');
    if (user.accountId != null) {
      const accountId = text(user.accountId, 'user.accountId');
      return {
        label: 'User',
        what: `User with the account id ${quoted(accountId)}`,
        keys: [`account:${accountId}`],
      };
    }
    const email = text(user.email ?? '', 'user.email').toLowerCase();
    const rows = await context.graph.read(userKeysOfEmail, { email }, context.read);
    return { label: 'User', what: `User with the e-mail address ${quoted(email)}`, keys: keysOf(rows) };
  }
  if (endpoint != null) {
    if (endpoint.id != null) return byId(endpoint.id, 'endpoint.id', 'Endpoint');
    if (endpoint.enrolmentId != null) {
      const enrolmentId = text(endpoint.enrolmentId, 'endpoint.enrolmentId');
      return {
        label: 'Endpoint',
        what: `Endpoint enrolled as ${quoted(enrolmentId)}`,
        keys: [`enrolled:${enrolmentId}`],
      };
    }
    const field = endpoint.hostName != null ? 'hostName' : 'address';
    const value = text(endpoint.hostName ?? endpoint.address ?? '', `endpoint.${field}`).toLowerCase();
    const params = {
      hostName: field === 'hostName' ? value : null,
      address: field === 'address' ? value : null,
    };
    const rows = await context.graph.read(endpointKeysKnownAs, params, context.read);
    return { label: 'Endpoint', what: `Endpoint with the ${field} ${quoted(value)}`, keys: keysOf(rows) };
  }
  if (agent != null) {
    if (agent.id != null) return byId(agent.id, 'agent.id', 'Agent');
    const name = text(agent.name ?? '', 'agent.name');
    const rows = await context.graph.read(agentKeysNamed, { name }, context.read);
    return { label: 'Agent', what: `Agent named ${quoted(name)}`, keys: keysOf(rows) };
  }
  if (apiKey != null) {
    if (apiKey.id != null) return byId(apiKey.id, 'apiKey.id', 'ApiKey');
    if (apiKey.fingerprint != null) {
      const fingerprint = text(apiKey.fingerprint, 'apiKey.fingerprint').toLowerCase();
      return {
        label: 'ApiKey',
        what: `API key with the fingerprint ${quoted(fingerprint)}`,
        keys: [`fp:${fingerprint}`],
      };
    }
    const hint = text(apiKey.hint ?? '', 'apiKey.hint');
    const rows = await context.graph.read(apiKeyKeysEnding, { hint }, context.read);
    return { label: 'ApiKey', what: `API key with the hint ${quoted(hint)}`, keys: keysOf(rows) };
  }
  if (file != null) {
    const path = text(file.path, 'file.path');
    const within = { repository: file.repository ?? null, endpoint: file.endpoint ?? null };
    const rows = await context.graph.read(fileKeysAtPath, { path, ...within }, context.read);
    return { label: 'File', what: `File at the path ${quoted(path)}`, keys: keysOf(rows) };
  }
  if (repository != null) {
    if (repository.id != null) return byId(repository.id, 'repository.id', 'Repository');
    const field = repository.remote != null ? 'remote' : 'name';
    const value = text(repository.remote ?? repository.name ?? '', `repository.${field}`);
    const params = { remote: field === 'remote' ? value : null, name: field === 'name' ? value : null };
    const rows = await context.graph.read(repositoryKeysNamed, params, context.read);
    return { label: 'Repository', what: `Repository with the ${field} ${quoted(value)}`, keys: keysOf(rows) };
  }
  if (sandbox != null) {
    if (sandbox.id != null) return byId(sandbox.id, 'sandbox.id', 'Sandbox');
    const name = text(sandbox.name ?? '', 'sandbox.name');
    const rows = await context.graph.read(sandboxKeysNamed, { name }, context.read);
    return { label: 'Sandbox', what: `Sandbox named ${quoted(name)}`, keys: keysOf(rows) };
  }
  if (model != null) return named('Model', 'model', model);
  if (host != null) {
    const search = named('Host', 'host', host);
    return host.id != null ? search : { ...search, keys: search.keys.map((key) => key.toLowerCase()) };
  }
  if (tool != null) return named('Tool', 'tool', tool);
  if (mcpServer != null) return named('McpServer', 'mcpServer', mcpServer);
  if (project != null) return named('Project', 'project', project);
  throw new BadInputError(argument, `${argument} selects nothing.`, 'Set exactly one of its fields.');
}

function keysOf(rows: readonly { readonly key: string }[]): string[] {
  return rows.map((row) => row.key);
}

function checkedText(context: GraphContext, value: string, argument: string): string {
  const { maxTextLength } = context.limits;
  if (value === '' || value.length > maxTextLength) {
    throw new BadInputError(
      argument,
      `${argument} must have from 1 to ${maxTextLength} characters.`,
      'Pass the whole value as an answer shows it.',
    );
  }
  return value;
}

/** A text in a message: bounded, with control characters made visible. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
