/** Milliseconds that remain until `deadlineAt` (epoch milliseconds); never negative. */
export function remainingMs(deadlineAt: number): number {
  return Math.max(0, deadlineAt - Date.now());
}

/**
 * Settles as `work` does, or rejects with `expired()` at `deadlineAt`. The work itself goes on: the caller ends it.
 * A black-holed connection never settles, whatever timeout the server was given, so no database call does without.
 */
export function beforeDeadline<T>(work: Promise<T>, deadlineAt: number, expired: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(expired()), remainingMs(deadlineAt));
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** A pause, for retries. */
export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}
