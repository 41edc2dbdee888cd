import { lower, type Confidence } from './facts.js';

/** Stands in a text for what only running the command could tell. A noncharacter: no text needs it. */
export const UNKNOWN = '\uFFFF';

/** One evaluated shell word. */
export interface Value {
  /** After quote removal and expansion; may hold UNKNOWN. */
  readonly text: string;
  /** As the source has it, for people. */
  readonly raw: string;
  /** HIGH for literals and what is unknown, MEDIUM through a variable or an output, LOW through a default. */
  readonly confidence: Confidence;
  /** Whether it holds an unquoted pattern, which the shell would replace by names of files. */
  readonly glob: boolean;
}

export function literal(text: string, confidence: Confidence = 'HIGH'): Value {
  return { text, raw: text, confidence, glob: false };
}

/** What is not known takes nothing from the words around it: a fact that would need it is left out instead. */
export function unknown(raw: string): Value {
  return { text: UNKNOWN, raw, confidence: 'HIGH', glob: false };
}

export function isKnown(value: Value): boolean {
  return !value.text.includes(UNKNOWN);
}

/** The same word with another text: a part of it, such as the value in `--output=a.txt`. */
export function withText(value: Value, text: string): Value {
  return { ...value, text, raw: text.includes(UNKNOWN) ? value.raw : text };
}

export function withConfidence(value: Value, cap: Confidence): Value {
  return { ...value, confidence: lower(value.confidence, cap) };
}

/** The words as one text, as `eval` and `ssh` join theirs. */
export function joined(values: readonly Value[]): Value {
  return {
    text: values.map((value) => value.text).join(' '),
    raw: values.map((value) => value.raw).join(' '),
    confidence: values.reduce<Confidence>((low, value) => lower(low, value.confidence), 'HIGH'),
    glob: false,
  };
}
