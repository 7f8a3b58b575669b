import { limit, wholeNumber } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'

/** Caches of documents and query plans, and limits of the planner. */
export const planningSettings = z.object({
  // Parsed, a document takes some 30 times its length.
  DOCUMENT_CACHE_LENGTH: wholeNumber(1_000_000, { min: 1, max: 1_000_000_000 }).describe(
    'Maximum characters of all documents in the cache of parsed and validated documents; one longer than a tenth of it is not cached.',
  ),
  PLAN_CACHE_SIZE: wholeNumber(2_000, { min: 1, max: 1_000_000 }).describe('Maximum query plans in the plan cache.'),
  // A selection takes more than a KiB with its plan and what is compiled for its execution.
  PLAN_CACHE_SELECTIONS: wholeNumber(30_000, { min: 1, max: 10_000_000 }).describe(
    'Maximum fields of all operations in the plan cache, and of those prepared for execution.',
  ),
  PLAN_WARMUP: wholeNumber(100, { min: 0, max: 10_000 }).describe(
    'Maximum operations planned for a new supergraph before it is served, most used first.',
  ),
  // The library's own 10,000 let one small query with interface objects block the process for 12 seconds (66 at
  // worst); with 200 it takes 0.3, and of 250 random operations two need one fetch more.
  PLANNER_MAX_PLANS: wholeNumber(200, { min: 1, max: 1_000_000 }).describe(
    'Maximum alternative plans that the planner evaluates for one operation.',
  ),
  // Without a limit a query of 200 bytes blocks the process for minutes. 20,000 steps take about half a second of a
  // core; an operation of 5,000 fields, each of one subgraph, takes 4,100, a usual one fewer than 100.
  PLANNER_MAX_STEPS: limit(20_000).describe(
    'Maximum planner steps for one operation; a step extends one path of the query graph by one field. Paths to one field are limited in proportion to its square root: 1,000 with 20,000. 0 for no limit of either.',
  ),
})
