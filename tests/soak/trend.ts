/** A value at one time. */
export interface Point {
  /** Seconds since the start. */
  atS: number
  value: number
}

/** Growth of a value. */
export interface Trend {
  /** Growth per hour; negative for shrinkage. */
  perHour: number
  /** Half of the 95 % confidence interval of the slope, as if deviations were independent. */
  plusMinus: number
  points: number
}

/** 97.5 % of a normal distribution lies below. */
const Z_95 = 1.96
const SECONDS_PER_HOUR = 3_600

/** Least-squares line through points; infinite confidence interval for fewer than three. */
export function trendOf(points: readonly Point[]): Trend {
  const count = points.length
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / count
  const [meanX, meanY] = [mean(({ atS }) => atS), mean(({ value }) => value)]
  const squares = points.reduce((sum, { atS }) => sum + (atS - meanX) ** 2, 0)
  if (squares === 0) return { perHour: 0, plusMinus: Number.POSITIVE_INFINITY, points: count }
  const slope = points.reduce((sum, { atS, value }) => sum + (atS - meanX) * (value - meanY), 0) / squares
  const residuals = points.reduce((sum, { atS, value }) => sum + (value - meanY - slope * (atS - meanX)) ** 2, 0)
  const error = count > 2 ? Math.sqrt(residuals / (count - 2) / squares) : Number.POSITIVE_INFINITY
  return { perHour: slope * SECONDS_PER_HOUR, plusMinus: Z_95 * error * SECONDS_PER_HOUR, points: count }
}

/**
 * The points after the warm-up, while caches fill and code is compiled.
 * @param share of the whole time (0..1).
 */
export function afterWarmUp(points: readonly Point[], share: number): Point[] {
  const end = points.at(-1)?.atS ?? 0
  return points.filter(({ atS }) => atS >= end * share)
}

/** Whether a value grows by more than the bound, with 95 % confidence. */
export const growsBeyond = ({ perHour, plusMinus }: Trend, boundPerHour: number): boolean =>
  perHour - plusMinus > boundPerHour
