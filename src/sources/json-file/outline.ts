/**
 * What the beginning of a JSON text consists of: its keys, as paths (`info.id`, `messages[].parts[].type`), each with
 * its first value where that is a short string, and else null. Down to five levels, and no further than the text goes:
 * the text may stop anywhere. What follows the first value, such as the next line, is not looked at.
 */
export interface Outline {
  readonly root: 'OBJECT' | 'ARRAY' | 'OTHER';
  /** In the order of their first occurrence. */
  readonly keys: ReadonlyMap<string, string | null>;
}

const MAX_DEPTH = 5;
const MAX_KEYS = 1000;
const MAX_VALUE_LENGTH = 200;

export function outlineOf(head: string): Outline {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (text[0] !== '{' && text[0] !== '[') return { root: 'OTHER', keys: new Map() };
  const scan = new Scan(text);
  scan.run();
  return { root: text[0] === '{' ? 'OBJECT' : 'ARRAY', keys: scan.keys };
}

interface Level {
  readonly isArray: boolean;
  readonly path: string;
  /** The path of the value that comes next: null where a key has to come first. */
  value: string | null;
}

class Scan {
  readonly keys = new Map<string, string | null>();
  readonly #text: string;
  readonly #levels: Level[] = [];
  /** Levels below the deepest that is looked at. */
  #below = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    for (let at = 0; at < this.#text.length; at++) {
      switch (this.#text[at]) {
        case '"':
          at = this.#string(at);
          break;
        case '{':
        case '[':
          this.#open(this.#text[at] === '[');
          break;
        case '}':
        case ']':
          if (this.#below > 0) this.#below -= 1;
          else this.#levels.pop();
          if (this.#levels.length === 0) return;
          break;
        case ',':
          this.#next();
          break;
        default:
      }
    }
  }

  /** Returns where the string ends. */
  #string(start: number): number {
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    const level = this.#levels.at(-1);
    if (this.#below > 0 || level === undefined || end >= this.#text.length) return end;
    const string = this.#text.slice(start + 1, end);
    if (level.isArray) return end;
    if (level.value === null) {
      level.value = level.path === '' ? string : `${level.path}.${string}`;
      if (!this.keys.has(level.value) && this.keys.size < MAX_KEYS) this.keys.set(level.value, null);
    } else if (this.keys.get(level.value) === null && string.length <= MAX_VALUE_LENGTH) {
      this.keys.set(level.value, string);
    }
    return end;
  }

  #open(isArray: boolean): void {
    const around = this.#levels.at(-1);
    if (this.#below > 0 || this.#levels.length >= MAX_DEPTH) {
      this.#below += 1;
      return;
    }
    const place = around === undefined ? '' : around.isArray ? around.path : (around.value ?? around.path);
    this.#levels.push({ isArray, path: isArray ? `${place}[]` : place, value: null });
  }

  #next(): void {
    const level = this.#levels.at(-1);
    if (this.#below === 0 && level !== undefined) level.value = null;
  }
}
