/** A task's progress and current stage. */
export interface Progress {
  /** A ratio (0..1). */
  progress: number
  stage: 'moderate' | 'plan' | 'render' | 'inspect' | 'store'
}

/** The ratios at which the steps end; rendering takes nearly all of the time. */
const MODERATED = 0.02
const PLANNED = 0.05
const RENDERED = 0.9
const INSPECTED = 0.93
const STORED = 0.99

export const afterModeration = (): Progress => ({ progress: MODERATED, stage: 'plan' })

export const afterPlanning = (): Progress => ({ progress: PLANNED, stage: 'render' })

/** @param done number of rendered pictures. */
export const afterPicture = (done: number, count: number): Progress => ({
  progress: between(PLANNED, RENDERED, done / count),
  stage: done < count ? 'render' : 'inspect',
})

export const afterInspection = (): Progress => ({ progress: INSPECTED, stage: 'store' })

/** @param done number of stored pictures. */
export const afterStoring = (done: number, count: number): number => between(INSPECTED, STORED, done / count)

const between = (from: number, to: number, ratio: number): number =>
  Math.round((from + (to - from) * Math.min(ratio, 1)) * 1000) / 1000
