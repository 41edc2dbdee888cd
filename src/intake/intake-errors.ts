/** More waits to be written than may: the sender is to try again. */
export class IntakeFullError extends Error {
  override readonly name = 'IntakeFullError';

  constructor() {
    super('More events wait to be written than the service holds: send this again in a second.');
  }
}

/** The service ends and takes nothing more. */
export class IntakeStoppedError extends Error {
  override readonly name = 'IntakeStoppedError';

  constructor() {
    super('The service is stopping: send this again in a few seconds.');
  }
}

/** The body is larger, once inflated, than one request may be. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';

  constructor(readonly maxBytes: number) {
    super(
      `The body is larger than ${Math.floor(maxBytes / (1024 * 1024))} MiB once inflated: send it in several requests. ` +
        'What stood before that point has been taken; sending it again changes nothing.',
    );
  }
}

/** The body is not what its content-encoding says. */
export class BodyDamagedError extends Error {
  override readonly name = 'BodyDamagedError';

  constructor(encoding: string) {
    super(
      `The body is no whole ${encoding} stream: send it again, or without content-encoding. ` +
        'What stood before the damage has been taken; sending it again changes nothing.',
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
