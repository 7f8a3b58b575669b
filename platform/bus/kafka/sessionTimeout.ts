/** Default session timeout in milliseconds: then Kafka reassigns the partitions of a dead consumer. */
export const SESSION_TIMEOUT_MS = 10_000
