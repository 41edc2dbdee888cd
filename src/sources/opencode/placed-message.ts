import type { SourceItem } from '../../events/event.js';
import type { Surroundings } from '../json-file/facts.js';
import type { JsonObject } from '../json-shape.js';

/** A message whose session is known. */
export interface PlacedMessage {
  readonly info: JsonObject;
  readonly around: Surroundings;
  /** When the message was created. */
  readonly at: number | null;
  /** The id of a fact of the message: by the message's id, else by its content. */
  readonly factId: (facet: string) => string;
  readonly emit: (item: SourceItem) => void;
}
