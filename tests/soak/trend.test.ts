import { describe, expect, it } from 'vitest'
import { afterWarmUp, growsBeyond, type Point, trendOf } from './trend.ts'

const line = (perHour: number, noise: (index: number) => number = () => 0): Point[] =>
  Array.from({ length: 61 }, (_, index) => ({ atS: index * 10, value: 100 + (perHour * index) / 360 + noise(index) }))

describe('the slope of what was sampled', () => {
  it.each([0, 36, -12.5])('is that of the line on which the samples lie: %d an hour', perHour => {
    const trend = trendOf(line(perHour))
    expect(trend.perHour).toBeCloseTo(perHour, 6)
    expect(trend.plusMinus).toBeCloseTo(0, 6)
    expect(trend.points).toBe(61)
  })

  it('is told with how sure it is, which noise makes less', () => {
    const alternating = (size: number) => trendOf(line(36, index => (index % 2 === 0 ? size : -size)))
    expect(alternating(1).perHour).toBeCloseTo(36, 0)
    expect(alternating(10).plusMinus).toBeCloseTo(10 * alternating(1).plusMinus, 6)
  })

  it('agrees with figures that were worked out by hand', () => {
    // y = 1, 2, 4 at x = 0, 1, 2: slope 1.5, residuals 1/6, -1/3, 1/6, their squares 1/6 in sum.
    const { perHour, plusMinus } = trendOf([1, 2, 4].map((value, atS) => ({ atS, value })))
    expect(perHour).toBeCloseTo(1.5 * 3_600, 6)
    expect(plusMinus).toBeCloseTo(1.96 * Math.sqrt(1 / 6 / 1 / 2) * 3_600, 6)
  })

  it('is not known of a single moment', () => {
    expect(trendOf([{ atS: 5, value: 1 }])).toMatchObject({ perHour: 0, plusMinus: Number.POSITIVE_INFINITY })
    expect(trendOf([])).toMatchObject({ perHour: 0, plusMinus: Number.POSITIVE_INFINITY })
  })

  it('goes beyond a bound only when that is sure', () => {
    expect(growsBeyond({ perHour: 50, plusMinus: 10, points: 9 }, 39)).toBe(true)
    expect(growsBeyond({ perHour: 50, plusMinus: 10, points: 9 }, 41)).toBe(false)
    expect(growsBeyond({ perHour: -50, plusMinus: 10, points: 9 }, 0)).toBe(false)
  })

  it('leaves the warm-up out', () => {
    const steep = [...line(3_600).slice(0, 20), ...line(0).slice(20)]
    expect(trendOf(afterWarmUp(steep, 0.4)).perHour).toBeCloseTo(0, 6)
    expect(afterWarmUp(steep, 0)).toHaveLength(61)
  })
})
