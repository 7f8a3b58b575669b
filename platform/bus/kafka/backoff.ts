/** Milliseconds before the next try to reach Kafka, longer after each failure. */
export const reconnectMs = (failures: number): number => Math.min(100 * 2 ** failures, 5_000)

/** Milliseconds that a partition rests before a message whose handler rejected is given again, longer each time. */
export const redeliveryMs = (failures: number): number => Math.min(20 * 2 ** failures, 5_000)
