/** Beyond this the contents that were met least recently are forgotten, and would be numbered from 0 again. */
const MAX_REMEMBERED = 200_000;

/** Numbers identical contents of one input, from 0. */
export class Ordinals {
  readonly #met = new Map<string, number>();

  readonly next = (content: string): number => {
    const ordinal = this.#met.get(content) ?? 0;
    // Deleted first, so that the map's order is that of the latest meeting.
    this.#met.delete(content);
    this.#met.set(content, ordinal + 1);
    if (this.#met.size > MAX_REMEMBERED) {
      for (const oldest of this.#met.keys()) {
        this.#met.delete(oldest);
        break;
      }
    }
    return ordinal;
  };
}
