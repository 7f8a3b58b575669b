/**
 * Counts of what happens for each operation, shared by all versions of the supergraph. They are plain numbers, as a
 * counter of the metrics library costs more than some of what is counted.
 */
export interface PlannerCounters {
  /** Operations whose plan was there. */
  planHits: number
  /** Plans that were made. */
  planMisses: number
  /** Seconds that planning took in all; it holds the event loop. */
  planningSeconds: number
  /** Documents that had been validated before. */
  documentsKnown: number
  /** Documents that had to be parsed and validated. */
  documentsNew: number
  /** Of those, documents that were found bad. */
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
