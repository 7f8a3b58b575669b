/**
 * Counters of planning and of documents, shared by all supergraph versions. They are plain numbers, as a counter of the
 * metrics library costs more than some of what is counted.
 */
export interface PlannerCounters {
  /** Plan cache hits. */
  planHits: number
  /** Plan cache misses. */
  planMisses: number
  /** Total seconds of planning, which blocks the event loop. */
  planningSeconds: number
  /** Document cache hits. */
  documentsKnown: number
  /** Documents parsed and validated. */
  documentsNew: number
  /** Invalid documents among `documentsNew`. */
  documentsRejected: number
}

export const newPlannerCounters = (): PlannerCounters => ({
  planHits: 0,
  planMisses: 0,
  planningSeconds: 0,
  documentsKnown: 0,
  documentsNew: 0,
  documentsRejected: 0,
})
