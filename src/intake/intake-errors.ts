/** More waits to be written than may: the sender is to try again. */
export class IntakeFullError extends Error {
  override readonly name = 'IntakeFullError';

  constructor() {
    super('More waits to be written than the service holds: send this again in a second.');
  }
}

/** The service ends and takes nothing more. */
export class IntakeStoppedError extends Error {
  override readonly name = 'IntakeStoppedError';

  constructor() {
    super('The service is stopping: send this again in a few seconds.');
  }
}

/** A body that cannot be read to its end. What stood before the fault is whole. */
export abstract class BodyError extends Error {}

/** The body is larger, once inflated, than one request may be. */
export class BodyTooLargeError extends BodyError {
  override readonly name = 'BodyTooLargeError';

  constructor(maxBytes: number) {
    super(
      `The body has more than ${sizeOf(maxBytes)} once inflated: send it in several requests. ` +
        'To send again what was taken already changes nothing.',
    );
  }
}

function sizeOf(bytes: number): string {
  const mebibytes = bytes / (1024 * 1024);
  return Number.isInteger(mebibytes) ? `${mebibytes} MiB` : `${bytes} bytes`;
}

/** The body is not what its content-encoding says. */
export class BodyDamagedError extends BodyError {
  override readonly name = 'BodyDamagedError';

  constructor(encoding: string) {
    super(
      `The body is no whole ${encoding} stream: send it again, or without content-encoding. ` +
        'To send again what was taken already changes nothing.',
    );
  }
}

/** The connection ended, or the sender was too slow, in the middle of the body. */
export class BodyCutShortError extends BodyError {
  override readonly name = 'BodyCutShortError';

  constructor() {
    super(
      'The body ended before it was whole: send it again. To send again what was taken already changes nothing.',
    );
  }
}

/** A content-encoding that is not read. */
export class EncodingError extends Error {
  override readonly name = 'EncodingError';

  constructor(encoding: string) {
    super(`The content-encoding "${encoding.slice(0, 40)}" is not read: send gzip, deflate or none.`);
  }
}
