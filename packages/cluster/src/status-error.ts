/**
 * Kubernetes' own failures.
 * @module
 */

/** `metav1.StatusReason` values that the project meets. */
export type StatusReason =
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Invalid"
  | "BadRequest"
  | "Forbidden"
  | "Unauthorized"
  | "MethodNotAllowed"
  | "Expired"
  | "TooManyRequests"
  | "UnsupportedMediaType"
  | "RequestEntityTooLarge"
  | "Timeout"
  | "ServiceUnavailable"
  | "InternalError"
  | "NotAcceptable"
  | "Gone"
  | "Unknown"
  | "";

/** One cause of an `Invalid` failure; of others, what is behind the message: without a reason and a field. */
export interface StatusCause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

/** `metav1.Status` of a failure, as the API server sends it. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly status: "Failure";
  readonly message: string;
  readonly reason: StatusReason;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code: number;
}

const codeByReason: Readonly<Record<StatusReason, number>> = {
  NotFound: 404,
  AlreadyExists: 409,
  Conflict: 409,
  Invalid: 422,
  BadRequest: 400,
  Forbidden: 403,
  Unauthorized: 401,
  MethodNotAllowed: 405,
  Expired: 410,
  Gone: 410,
  TooManyRequests: 429,
  UnsupportedMediaType: 415,
  RequestEntityTooLarge: 413,
  Timeout: 504,
  ServiceUnavailable: 503,
  InternalError: 500,
  NotAcceptable: 406,
  Unknown: 500,
  "": 500,
};

/** Raised when the API server refuses or fails; carries the `Status` it answered with. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(status: Status, options?: ErrorOptions) {
    super(status.message, options);
    this.name = "StatusError";
    this.status = status;
  }

  get reason(): StatusReason {
    return this.status.reason;
  }

  get code(): number {
    return this.status.code;
  }

  /** Makes the error of a reason, with that reason's HTTP code. */
  static of(reason: StatusReason, message: string, details?: Status["details"]): StatusError {
    return new StatusError({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      reason,
      ...(details === undefined ? {} : { details }),
      code: codeByReason[reason],
    });
  }
}

/** Whether an unknown failure is the API server saying that something does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof StatusError && error.reason === "NotFound";
}
