import type { HereDoc, Redirect, Redirection } from 'unbash';

import type { Output } from './call.js';
import type { Collector } from './collector.js';
import { resolvePath } from './paths.js';
import type { Scope } from './scope.js';
import { isKnown, literal, withText, type Value } from './values.js';
import type { WordEvaluator } from './words.js';

/** Where a command's input and output go once its redirects are read. */
export interface Streams {
  readonly stdin: Output;
  /** The file that takes standard output; '' for a descriptor, undefined for none. */
  readonly target: Value | '' | undefined;
  readonly appends: boolean;
}

const MAX_WRITTEN_LENGTH = 65_536;
const BLOCK_DEVICE = /^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|r?disk)\w*$/;

function isStandardOutput({ operator, descriptor }: Redirect): boolean {
  return (
    operator.includes('>') &&
    (!descriptor || (descriptor.type === 'FileDescriptor' && descriptor.value === 1))
  );
}

/** Reads redirects: which files they touch, what a command is fed, and where what it prints goes. */
export class RedirectReader {
  readonly #facts: Collector;
  readonly #written: Map<string, string>;
  readonly #words: WordEvaluator;
  readonly #spend: (characters: number) => boolean;

  constructor(
    facts: Collector,
    written: Map<string, string>,
    words: WordEvaluator,
    spend: (characters: number) => boolean,
  ) {
    this.#facts = facts;
    this.#written = written;
    this.#words = words;
    this.#spend = spend;
  }

  read(redirects: readonly Redirection[], scope: Scope, piped: Output, by: string): Streams {
    let streams: Streams = { stdin: piped, target: undefined, appends: false };
    for (const redirect of redirects) {
      if (redirect.type === 'HereDoc') {
        streams = { ...streams, stdin: this.#hereDocument(redirect, scope) };
        continue;
      }
      const value = redirect.target ? this.#words.text(redirect.target, scope) : undefined;
      if (!value) continue;
      if (redirect.type === 'HereString')
        streams = { ...streams, stdin: isKnown(value) ? `${value.text}\n` : undefined };
      else streams = this.#file(redirect, value, streams, scope, by);
    }
    return streams;
  }

  #file(redirect: Redirect, value: Value, before: Streams, scope: Scope, by: string): Streams {
    const { operator } = redirect;
    const isDescriptor = /^[<>]&$/.test(operator) && /^(?:\d+-?|-)$/.test(value.text);
    const appends = operator.endsWith('>>');
    const streams = isStandardOutput(redirect)
      ? { ...before, target: isDescriptor ? ('' as const) : value, appends }
      : before;
    if (isDescriptor || this.#socket(value, scope, by)) return streams;
    if (operator.includes('>')) {
      this.#facts.file(scope, value, 'WRITE', by);
      if (BLOCK_DEVICE.test(value.text)) this.#facts.destructive(scope, 'OVERWRITE', by, value);
      const path = resolvePath(value.text, scope.directory, 'WRITE')?.path;
      if (path !== undefined && !appends) this.#written.delete(path);
    }
    if (!operator.startsWith('<')) return streams;
    this.#facts.file(scope, value, 'READ', by);
    const path = resolvePath(value.text, scope.directory, 'READ')?.path;
    return { ...streams, stdin: path === undefined ? undefined : this.#written.get(path) };
  }

  /** Bash opens `/dev/tcp/host/port` in a redirect as a connection. */
  #socket(value: Value, scope: Scope, by: string): boolean {
    const [, host, port] = /^\/dev\/(?:tcp|udp)\/([^/]+)\/([^/]+)$/.exec(value.text) ?? [];
    if (host === undefined || port === undefined) return false;
    const known = isKnown(withText(value, port)) ? port : undefined;
    this.#facts.address(scope, { by, purpose: 'OTHER' }, withText(value, host), known);
    return true;
  }

  #hereDocument({ body, delimiter, operator }: HereDoc, scope: Scope): Output {
    const isLiteral = delimiter?.quoted === true || !body.parts;
    const value = isLiteral ? literal(body.text) : this.#words.joinedParts(body.parts, scope, body.text);
    if (!this.#spend(value.text.length)) return undefined;
    return operator === '<<-' ? value.text.replace(/^\t+/gm, '') : value.text;
  }

  /** `> file` and `: > file` print nothing, so all that they do is to empty the file. */
  empty({ target, appends }: Streams, scope: Scope): void {
    const isFile = target && !(isKnown(target) && !resolvePath(target.text, scope.directory, 'WRITE'));
    if (isFile && !appends) this.#facts.destructive(scope, 'OVERWRITE', 'redirect', target);
  }

  /** Sends what a command printed where its redirects say, and gives back what is left for a pipe. */
  deliver(printed: Output, streams: Streams, scope: Scope): Output {
    if (streams.target === undefined) return printed;
    const path =
      streams.target === '' ? undefined : resolvePath(streams.target.text, scope.directory, 'WRITE')?.path;
    if (path === undefined) return '';
    const before = streams.appends ? this.#written.get(path) : '';
    const content = before === undefined || printed === undefined ? undefined : before + printed;
    if (content === undefined || content.length > MAX_WRITTEN_LENGTH) this.#written.delete(path);
    else this.#written.set(path, content);
    return '';
  }
}
