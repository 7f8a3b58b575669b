/** Milliseconds after which Kafka gives the messages of a consumer that was killed to the others, unless told otherwise. */
export const SESSION_TIMEOUT_MS = 10_000
