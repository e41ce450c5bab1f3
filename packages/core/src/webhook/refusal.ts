/** Why a call of the webhook is refused: an HTTP status, a word for programs and a sentence for people. */
export class Refusal {
  readonly status: number;
  readonly error: string;
  readonly message: string;
  /** Seconds after which to try again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, error: string, message: string, retryAfterSeconds?: number) {
    this.status = status;
    this.error = error;
    this.message = message;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
