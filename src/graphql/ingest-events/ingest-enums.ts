import { registerEnumType } from 'type-graphql';

import type { HostTouch, ModelRequest, ToolUse, Touch, UserRef } from '../../events/event.js';

/** A type-graphql enum with exactly the values of a domain type. */
type Values<T extends string> = { readonly [Value in T]: Value };

export const IdentityBasis = {
  LOGIN: 'LOGIN',
  OS_ACCOUNT: 'OS_ACCOUNT',
  GIT_AUTHOR: 'GIT_AUTHOR',
} as const satisfies Values<UserRef['basis']>;

export const TouchKind = {
  READ: 'READ',
  WROTE: 'WROTE',
  CALLED: 'CALLED',
} as const satisfies Values<Touch['kind']>;

export const TouchBasis = {
  TOOL_INPUT: 'TOOL_INPUT',
  SHELL_PARSED: 'SHELL_PARSED',
  ATTACHMENT: 'ATTACHMENT',
} as const satisfies Values<Touch['basis']>;

export const CallPurpose = {
  FETCH: 'FETCH',
  GIT: 'GIT',
  PACKAGE: 'PACKAGE',
  REMOTE_SHELL: 'REMOTE_SHELL',
  COPY: 'COPY',
  OTHER: 'OTHER',
} as const satisfies Values<NonNullable<HostTouch['purpose']>>;

export const ToolOutcome = {
  PARTLY: 'PARTLY',
  FAILED: 'FAILED',
  DENIED: 'DENIED',
} as const satisfies Values<NonNullable<ToolUse['outcome']>>;

export const RequestCostBasis = {
  REPORTED: 'REPORTED',
  ESTIMATED: 'ESTIMATED',
} as const satisfies Values<NonNullable<ModelRequest['costBasis']>>;

registerEnumType(IdentityBasis, {
  name: 'IdentityBasis',
  description: 'How a person is known.',
  valuesConfig: {
    LOGIN: { description: "By the client's own login." },
    OS_ACCOUNT: { description: 'By an account of the operating system that is mapped to the person.' },
    GIT_AUTHOR: { description: 'As the author of commits.' },
  },
});
registerEnumType(TouchKind, {
  name: 'TouchKind',
  description: 'What an event did with a file or a host.',
  valuesConfig: {
    READ: { description: 'It read a file.' },
    WROTE: { description: 'It wrote, edited, created or deleted a file.' },
    CALLED: { description: 'It called a host.' },
  },
});
registerEnumType(TouchBasis, {
  name: 'TouchBasis',
  description: 'How it is known that a file or a host was touched.',
  valuesConfig: {
    TOOL_INPUT: { description: "From the tool's input." },
    SHELL_PARSED: { description: 'From the text of a shell command.' },
    ATTACHMENT: { description: 'From a file that was put before the model.' },
  },
});
registerEnumType(CallPurpose, {
  name: 'CallPurpose',
  description: 'What a host was called for.',
  valuesConfig: {
    FETCH: { description: 'To fetch or send something.' },
    GIT: { description: "By git. To the repository's own remote it is nobody's outbound call." },
    PACKAGE: { description: 'To install a package.' },
    REMOTE_SHELL: { description: 'To run commands there.' },
    COPY: { description: 'To copy files to it or from it.' },
    OTHER: { description: 'For anything else.' },
  },
});
registerEnumType(ToolOutcome, {
  name: 'ToolOutcome',
  description: 'What became of a tool call, where that limits what it touched.',
  valuesConfig: {
    PARTLY: { description: 'It ran and failed, or was interrupted.' },
    FAILED: { description: 'It did not get to do anything.' },
    DENIED: { description: 'It was refused.' },
  },
});
registerEnumType(RequestCostBasis, {
  name: 'RequestCostBasis',
  description: 'Where the cost of one request comes from.',
  valuesConfig: {
    REPORTED: { description: 'The provider or the client reported it.' },
    ESTIMATED: { description: 'Somebody computed it from tokens.' },
  },
});
