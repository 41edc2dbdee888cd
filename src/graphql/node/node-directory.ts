import { globalId, parseGlobalId } from '../../graph/model.js';
import type { GraphContext } from '../context.js';
import { BadInputError } from '../errors.js';
import type { LoaderSpec } from '../loaders.js';
import type { NodeObject } from './node.type.js';

/** How nodes of one label are fetched; an absent one is null. */
export interface NodeSource<T extends NodeObject = NodeObject> {
  readonly label: string;
  readonly loader: LoaderSpec<T | null>;
}

/** Which thing a global id names. It need not exist. */
export interface NodeRef {
  readonly label: string;
  readonly key: string;
}

/** The labels that `node(id)` knows, and how each is fetched. */
export class NodeDirectory {
  readonly #sources: ReadonlyMap<string, NodeSource>;
  readonly #labels: readonly string[];

  constructor(sources: readonly NodeSource[]) {
    this.#sources = new Map(sources.map((source) => [source.label, source]));
    this.#labels = [...this.#sources.keys()];
  }

  /** The reference behind a global id. Throws BadInputError that names the argument where the id is malformed. */
  parse(id: string, argument: string, labels: readonly string[] = this.#labels): NodeRef {
    const ref = parseGlobalId(id, this.#labels);
    if (ref === null) {
      throw new BadInputError(
        argument,
        `${argument} is no id of this service.`,
        'Pass the value of an id field from an answer, unchanged; names and client ids go into a selector.',
      );
    }
    if (!labels.includes(ref.label)) {
      throw new BadInputError(
        argument,
        `${argument} is the id of a ${ref.label}, and ${labels.join(' or ')} is needed here.`,
        `Pass the id of a ${labels.join(' or ')}.`,
      );
    }
    return ref;
  }

  /** The node, or null where the graph does not hold it. Batched with the others of its label. */
  load(context: GraphContext, ref: NodeRef): Promise<NodeObject | null> {
    const source = this.#sources.get(ref.label);
    return source === undefined ? Promise.resolve(null) : context.loaders.load(source.loader, ref.key);
  }
}

/** The fields that every node has, from its label and key. */
export function nodeBase<Label extends string>(
  label: Label,
  key: string,
): { readonly label: Label; readonly key: string; readonly id: string } {
  return { label, key, id: globalId(label, key) };
}
