import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** Refuses documents whose selections lie deeper than `maxDepth` levels. Introspection, which cannot reach data, is exempt. */
export function depthRule(maxDepth: number): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    Document(document) {
      const depths = new DepthMeter(document);
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        const depth = depths.of(definition.selectionSet);
        if (depth <= maxDepth) continue;
        context.reportError(
          tooMuch(`The operation selects ${depth} levels deep, at most ${maxDepth} are answered.`, {
            depth,
            limit: maxDepth,
            nextStep: 'Ask for the lower levels in an operation of their own, by the ids of the upper ones.',
          }),
        );
      }
    },
  });
}

class DepthMeter {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  /** Depth below each fragment; 0 while it is being measured, so that a cycle, which another rule reports, ends. */
  readonly #ofFragment = new Map<string, number>();

  constructor(document: DocumentNode) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
    }
  }

  of(selections: SelectionSetNode): number {
    let deepest = 0;
    for (const selection of selections.selections) {
      switch (selection.kind) {
        case Kind.FIELD:
          if (selection.name.value.startsWith('__')) break;
          deepest = Math.max(
            deepest,
            1 + (selection.selectionSet === undefined ? 0 : this.of(selection.selectionSet)),
          );
          break;
        case Kind.INLINE_FRAGMENT:
          deepest = Math.max(deepest, this.of(selection.selectionSet));
          break;
        case Kind.FRAGMENT_SPREAD:
          deepest = Math.max(deepest, this.#fragmentDepth(selection.name.value));
          break;
        default:
          selection satisfies never;
      }
    }
    return deepest;
  }

  #fragmentDepth(name: string): number {
    const known = this.#ofFragment.get(name);
    if (known !== undefined) return known;
    this.#ofFragment.set(name, 0);
    const fragment = this.#fragments.get(name);
    const depth = fragment === undefined ? 0 : this.of(fragment.selectionSet);
    this.#ofFragment.set(name, depth);
    return depth;
  }
}

/** Refuses documents with more than `maxAliases` aliases, whatever they rename. */
export function aliasRule(maxAliases: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    let aliases = 0;
    return {
      Field(field) {
        if (field.alias !== undefined) aliases++;
      },
      Document: {
        leave() {
          if (aliases <= maxAliases) return;
          context.reportError(
            tooMuch(`The document has ${aliases} aliases, at most ${maxAliases} are answered.`, {
              aliases,
              limit: maxAliases,
              nextStep:
                'Ask for many things with nodes(ids: …) or a filter with in, or in several operations.',
            }),
          );
        },
      },
    };
  };
}

function tooMuch(message: string, extensions: Readonly<Record<string, unknown>>): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', ...extensions } });
}
