import type { Confidence, FileTouch, HostTouch, Sensitivity } from '../events/event.js';
import type { EntityKind, EntityLabel } from '../graph/model.js';
import type { SensitivityRules } from '../sensitivity/sensitivity-rules.js';
import {
  agentKey,
  apiKeyKey,
  endpointKey,
  filePlace,
  repositoryKey,
  repositoryName,
  sandboxKey,
  userKey,
} from './entity-keys.js';
import type { EventFact } from './event-fact.js';

/** A property value as Neo4j stores it. */
export type Property = string | number | boolean | null | readonly string[] | readonly number[];

/** A node that a fact mentions, with the properties that its reference gives it. */
export interface Entity {
  readonly label: EntityLabel;
  readonly key: string;
  /** Follow from the key, so every mention gives the same. */
  readonly fixed: Readonly<Record<string, Property>>;
  /** Aliases seen with it: e-mails of a user, addresses of an endpoint, hints of a key, root folders of a repository. */
  readonly seen?: readonly string[];
  /** The level declared for a repository. */
  readonly level?: Sensitivity;
}

/** One fact standing behind one relationship of its session. */
export interface Contribution {
  readonly kind: EntityKind;
  readonly target: Entity;
  readonly basis?: string;
  readonly confidence?: Confidence;
  readonly version?: string;
  /** Git traffic of the repository's own remote, which is nobody's outbound call. */
  readonly ownRemote?: boolean;
}

/** A link between two entities that a fact implies. */
export interface EntityLink {
  readonly kind: 'FILE_IN_REPOSITORY' | 'SANDBOX_IN_PROJECT' | 'AGENT_IN_PROJECT';
  readonly from: string;
  readonly to: Entity;
}

/** Everything that one fact adds to the graph beyond its own node. */
export interface FactContributions {
  readonly contributions: readonly Contribution[];
  readonly links: readonly EntityLink[];
}

export function contributionsOf(fact: EventFact, rules: SensitivityRules): FactContributions {
  const { context } = fact;
  const contributions: Contribution[] = [];
  const links: EntityLink[] = [];

  if (context.user !== undefined) {
    const { accountId, email, basis } = context.user;
    contributions.push({
      kind: 'RUN_BY',
      target: {
        label: 'User',
        key: userKey(context.user),
        fixed: accountId === undefined ? {} : { accountId },
        seen: email === undefined ? [] : [email.toLowerCase()],
      },
      basis,
      confidence: basis === 'LOGIN' ? 'HIGH' : basis === 'OS_ACCOUNT' ? 'MEDIUM' : 'LOW',
    });
  }
  if (context.endpoint !== undefined) {
    const target = endpointEntity(fact);
    if (target !== null) {
      const identity = target.fixed['identity'];
      contributions.push({
        kind: 'RAN_ON',
        target,
        basis: String(identity),
        confidence: identity === 'ENROLMENT' ? 'HIGH' : identity === 'HOST_NAME' ? 'MEDIUM' : 'LOW',
      });
    }
  }
  if (context.key !== undefined) {
    const key = apiKeyKey(context.key);
    const { fingerprint, hint } = context.key;
    if (key !== null) {
      contributions.push({
        kind: 'USED_KEY',
        target: {
          label: 'ApiKey',
          key,
          fixed:
            fingerprint === undefined
              ? { hint: hint ?? '', hintOnly: true }
              : { fingerprint: fingerprint.toLowerCase(), hintOnly: false },
          seen: fingerprint !== undefined && hint !== undefined ? [hint] : [],
        },
        basis: fingerprint === undefined ? 'HINT' : 'FINGERPRINT',
        confidence: fingerprint === undefined ? 'LOW' : 'HIGH',
      });
    }
  }
  if (context.agent !== undefined) {
    const { name, product, project, version } = context.agent;
    const key = agentKey(context.agent);
    contributions.push({
      kind: 'RAN_AS',
      target: {
        label: 'Agent',
        key,
        fixed: {
          name: name ?? product,
          product,
          registered: name !== undefined,
          ...(project === undefined ? {} : { project }),
        },
      },
      ...(version === undefined ? {} : { version }),
    });
    if (project !== undefined)
      links.push({ kind: 'AGENT_IN_PROJECT', from: key, to: projectEntity(project) });
  }
  const repository = repositoryEntity(fact, rules);
  if (repository !== null) contributions.push({ kind: 'IN_REPOSITORY', target: repository });
  if (context.sandbox !== undefined) {
    const key = sandboxKey(context.sandbox);
    const { name, project } = context.sandbox;
    contributions.push({
      kind: 'IN_SANDBOX',
      target: { label: 'Sandbox', key, fixed: { name, ...(project === undefined ? {} : { project }) } },
    });
    if (project !== undefined)
      links.push({ kind: 'SANDBOX_IN_PROJECT', from: key, to: projectEntity(project) });
  }
  if (fact.type === 'MODEL_REQUEST' && fact.model !== undefined) {
    contributions.push({
      kind: 'USED_MODEL',
      target: { label: 'Model', key: fact.model, fixed: { name: fact.model } },
    });
  }
  if (fact.type === 'TOOL_USE') {
    if (fact.tool !== undefined) {
      contributions.push({
        kind: 'USED_TOOL',
        target: { label: 'Tool', key: fact.tool, fixed: { name: fact.tool } },
      });
    }
    if (fact.server !== undefined) {
      contributions.push({
        kind: 'USED_SERVER',
        target: { label: 'McpServer', key: fact.server, fixed: { name: fact.server } },
      });
    }
  }
  for (const touch of fact.touches) {
    if (touch.kind === 'CALLED') contributions.push(hostContribution(fact, touch, rules));
    else {
      const { contribution, link } = fileContribution(fact, touch, repository, rules);
      contributions.push(contribution);
      if (link !== null) links.push(link);
    }
  }
  return { contributions: strongestPerTarget(contributions), links };
}

function endpointEntity(fact: EventFact): Entity | null {
  const { endpoint } = fact.context;
  if (endpoint === undefined) return null;
  const key = endpointKey(endpoint, fact.context, fact.session);
  if (key === null) return null;
  const { enrolmentId, hostName, address } = endpoint;
  const identity = enrolmentId !== undefined ? 'ENROLMENT' : hostName !== undefined ? 'HOST_NAME' : 'ADDRESS';
  const name =
    (enrolmentId === undefined ? undefined : hostName) ?? hostName ?? address ?? enrolmentId ?? key;
  return {
    label: 'Endpoint',
    key,
    fixed: {
      identity,
      name: identity === 'ENROLMENT' ? name : name.toLowerCase(),
      ...(enrolmentId === undefined ? {} : { enrolmentId }),
      ...(hostName === undefined ? {} : { hostName: hostName.toLowerCase() }),
    },
    seen: address === undefined ? [] : [address.toLowerCase()],
  };
}

function repositoryEntity(fact: EventFact, rules: SensitivityRules): Entity | null {
  const { repository } = fact.context;
  if (repository === undefined) return null;
  const key = repositoryKey(repository, fact.context, fact.session);
  if (key === null) return null;
  const { remote, root, sensitivity } = repository;
  const ruleSensitivity = remote === undefined ? null : rules.repositoryLevel(remote);
  return {
    label: 'Repository',
    key,
    fixed: {
      name: repositoryName(repository),
      ...(remote === undefined ? {} : { remote }),
      ...(remote === undefined && root !== undefined ? { root } : {}),
      ...(ruleSensitivity === null ? {} : { ruleSensitivity }),
    },
    seen: remote !== undefined && root !== undefined ? [root] : [],
    ...(sensitivity === undefined ? {} : { level: sensitivity }),
  };
}

function projectEntity(name: string): Entity {
  return { label: 'Project', key: name, fixed: { name } };
}

function hostContribution(fact: EventFact, touch: HostTouch, rules: SensitivityRules): Contribution {
  const host = touch.host.toLowerCase();
  const reach = rules.hostReach(host);
  const remoteHost = fact.context.repository?.remote?.split('/')[0];
  return {
    kind: 'CALLED',
    target: { label: 'Host', key: host, fixed: { name: host, ...(reach === null ? {} : { reach }) } },
    basis: touch.basis,
    confidence: touch.confidence,
    ownRemote: touch.purpose === 'GIT' && remoteHost === host,
  };
}

function fileContribution(
  fact: EventFact,
  touch: FileTouch,
  repository: Entity | null,
  rules: SensitivityRules,
): { contribution: Contribution; link: EntityLink | null } {
  const place = filePlace(touch, fact.context, fact.session);
  const judged = judgeFile(rules, place.path, place.repositoryKey !== null);
  const target: Entity = {
    label: 'File',
    key: place.key,
    fixed: {
      path: place.path,
      name: place.path.split('/').at(-1) ?? place.path,
      place: place.place,
      sensitivity: judged.sensitivity,
      ...(judged.sensitivityRule === null ? {} : { sensitivityRule: judged.sensitivityRule }),
      ...(judged.sensitivityMatched === null ? {} : { sensitivityMatched: judged.sensitivityMatched }),
      ...(judged.takesRepositoryLevel ? { takesRepositoryLevel: true } : {}),
    },
  };
  return {
    contribution: { kind: touch.kind, target, basis: touch.basis, confidence: touch.confidence },
    link:
      repository !== null && place.repositoryKey === repository.key
        ? { kind: 'FILE_IN_REPOSITORY', from: place.key, to: repository }
        : null,
  };
}

/** What the rules say of a file by its path alone. */
export interface JudgedFile {
  readonly sensitivity: Sensitivity;
  readonly sensitivityRule: string | null;
  readonly sensitivityMatched: string | null;
  /**
   * Whether the file takes the level of its repository where that is higher. That level may be learnt before or after
   * the file, so the store raises the file (write statements).
   */
  readonly takesRepositoryLevel: boolean;
}

export function judgeFile(rules: SensitivityRules, path: string, inRepository: boolean): JudgedFile {
  const { level, rule, matched } = rules.fileSensitivity(path, null);
  return {
    sensitivity: level,
    sensitivityRule: rule,
    sensitivityMatched: matched,
    takesRepositoryLevel: inRepository && rules.fileSensitivity(path, 'CRITICAL').level !== level,
  };
}

const CONFIDENCE_RANK: Record<Confidence, number> = { LOW: 0, MEDIUM: 1, HIGH: 2 };

/** One fact stands behind one relationship once, at its strongest: a command may name a file twice. */
function strongestPerTarget(contributions: readonly Contribution[]): Contribution[] {
  const byTarget = new Map<string, Contribution>();
  for (const contribution of contributions) {
    const id = touchOf(contribution);
    const known = byTarget.get(id);
    if (known === undefined || rank(contribution) > rank(known)) byTarget.set(id, contribution);
  }
  return [...byTarget.values()];
}

function rank(contribution: Contribution): number {
  const sure = contribution.confidence === undefined ? 0 : CONFIDENCE_RANK[contribution.confidence];
  return sure * 2 + (contribution.ownRemote === true ? 0 : 1);
}

/** How an Event node names a relationship that it stands behind (`Event.touches`). */
export function touchOf(contribution: Contribution): string {
  return `${contribution.kind} ${contribution.target.key}`;
}
