import { UNKNOWN } from './values.js';

export type Language = 'python' | 'javascript' | 'ruby' | 'perl' | 'php';

export type Token =
  /** A name with its members, `fs.promises.readFile`; after a call it starts with a dot, `.read_text`. */
  | { readonly kind: 'name'; readonly text: string }
  /** A string literal; interpolations are UNKNOWN. */
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  /** One character; `;` also stands for the end of a line. */
  | { readonly kind: 'mark'; readonly text: string };

const NAME = /\.?(?:\$?[A-Za-z_][\w$]*|\$)(?:(?:\?\.|\.|::|->)[A-Za-z_][\w$]*)*/y;
const NUMBER = /\d[\w.]*/y;
const PYTHON_STRING = /(?:[rRbBuUfF]{0,2})(?:'''|"""|'|")/y;
/** What may stand before a regular expression of JavaScript, unlike a division. */
const BEFORE_PATTERN = /^[([{,;=:!&|?+}<>%*~^-]$/;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** Splits source code into names, strings and marks, well enough to see which functions get which literals. */
export function tokensOf(code: string, language: Language): readonly Token[] {
  return new Lexer(code, language).tokens();
}

class Lexer {
  readonly #code: string;
  readonly #language: Language;
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(code: string, language: Language) {
    this.#code = code;
    this.#language = language;
  }

  tokens(): readonly Token[] {
    while (this.#at < this.#code.length) this.#next();
    return this.#tokens;
  }

  #next(): void {
    const character = this.#code[this.#at] ?? '';
    if (this.#skipComment(character)) return;
    if (character === '\n') {
      this.#mark(';');
      return;
    }
    if (/\s/.test(character)) {
      this.#at++;
      return;
    }
    if (this.#string(character)) return;
    if (this.#language === 'javascript' && character === '/' && this.#startsPattern()) {
      this.#pattern();
      return;
    }
    if (this.#matched(NAME, 'name') || this.#matched(NUMBER, 'number')) return;
    this.#mark(character);
  }

  #mark(text: string): void {
    this.#tokens.push({ kind: 'mark', text });
    this.#at++;
  }

  #matched(pattern: RegExp, kind: 'name' | 'number'): boolean {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#code)?.[0];
    if (text === undefined) return false;
    this.#tokens.push({ kind, text });
    this.#at += text.length;
    return true;
  }

  #skipComment(character: string): boolean {
    const usesHash = this.#language !== 'javascript';
    const usesSlashes = this.#language === 'javascript' || this.#language === 'php';
    const isLine = (usesHash && character === '#') || (usesSlashes && this.#code.startsWith('//', this.#at));
    if (isLine) {
      this.#at = this.#find('\n');
      return true;
    }
    if (!usesSlashes || !this.#code.startsWith('/*', this.#at)) return false;
    this.#at = this.#find('*/') + 2;
    return true;
  }

  #find(text: string): number {
    const at = this.#code.indexOf(text, this.#at);
    return at < 0 ? this.#code.length : at;
  }

  #string(character: string): boolean {
    if (this.#language === 'python') {
      PYTHON_STRING.lastIndex = this.#at;
      const opening = PYTHON_STRING.exec(this.#code)?.[0];
      if (opening === undefined) return false;
      const quote = opening.replace(/^[a-zA-Z]+/, '');
      const prefix = opening.slice(0, opening.length - quote.length).toLowerCase();
      this.#at += opening.length;
      this.#readString(quote, {
        escapes: !prefix.includes('r'),
        hole: prefix.includes('f') ? '{' : undefined,
      });
      return true;
    }
    if (character !== "'" && character !== '"' && character !== '`') return false;
    this.#at++;
    const isTemplate = character === '`';
    const hole =
      this.#language === 'javascript'
        ? isTemplate
          ? '${'
          : undefined
        : character === "'"
          ? undefined
          : this.#language === 'ruby'
            ? '#{'
            : '$';
    this.#readString(character, { escapes: true, hole });
    return true;
  }

  #readString(quote: string, rules: { readonly escapes: boolean; readonly hole: string | undefined }): void {
    const isOneLine =
      quote.length === 1 && quote !== '`' && (this.#language === 'python' || this.#language === 'javascript');
    const pieces: string[] = [];
    while (this.#at < this.#code.length && !this.#code.startsWith(quote, this.#at)) {
      const character = this.#code[this.#at] ?? '';
      if (isOneLine && character === '\n') break;
      if (rules.escapes && character === '\\') {
        const next = this.#code[this.#at + 1] ?? '';
        pieces.push(ESCAPED[next] ?? (next === '\n' ? '' : next));
        this.#at += 2;
      } else if (
        rules.hole !== undefined &&
        this.#code.startsWith(rules.hole, this.#at) &&
        !this.#code.startsWith('{{', this.#at)
      ) {
        pieces.push(UNKNOWN);
        this.#skipHole(rules.hole);
      } else {
        pieces.push(character);
        this.#at++;
      }
    }
    this.#at += quote.length;
    this.#tokens.push({ kind: 'string', text: pieces.join('') });
  }

  /** Jumps over `{expression}`, braces within it counted, or over `$name`. */
  #skipHole(hole: string): void {
    this.#at += hole.length;
    if (hole === '$') {
      while (/[\w>{}[\]-]/.test(this.#code[this.#at] ?? ' ')) this.#at++;
      return;
    }
    for (let depth = 1; depth > 0 && this.#at < this.#code.length; this.#at++) {
      const character = this.#code[this.#at];
      if (character === '{') depth++;
      if (character === '}') depth--;
    }
  }

  #startsPattern(): boolean {
    const before = this.#tokens.at(-1);
    if (!before) return true;
    return before.kind === 'mark'
      ? BEFORE_PATTERN.test(before.text)
      : before.kind === 'name' && before.text === 'return';
  }

  #pattern(): void {
    let isClass = false;
    this.#at++;
    while (this.#at < this.#code.length) {
      const character = this.#code[this.#at];
      if (character === '\n') return;
      this.#at += character === '\\' ? 2 : 1;
      if (character === '[') isClass = true;
      if (character === ']') isClass = false;
      if (character === '/' && !isClass) return;
    }
  }
}
