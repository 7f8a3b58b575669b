/** A position in frame units: x to the right, y down. */
export type Point = readonly [x: number, y: number]

const r = (value: number) => Math.round(value * 10) / 10

/** Straight lines through the points, closed by default. */
export const polygon = (points: readonly Point[], closed = true): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${r(x)} ${r(y)}`).join('') + (closed ? 'Z' : '')

/** A smooth curve through the points (Catmull-Rom as cubic Béziers), closed by default. */
export function smooth(points: readonly Point[], closed = true, tension = 1): string {
  const n = points.length
  if (n < 3) return polygon(points, closed)
  const at = (i: number) => (closed ? points[(i + n) % n]! : points[Math.min(n - 1, Math.max(0, i))]!)
  const k = tension / 6
  let d = `M${r(at(0)[0])} ${r(at(0)[1])}`
  for (let i = 0; i < (closed ? n : n - 1); i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)]
    d += `C${r(p1[0] + (p2[0] - p0[0]) * k)} ${r(p1[1] + (p2[1] - p0[1]) * k)} `
    d += `${r(p2[0] - (p3[0] - p1[0]) * k)} ${r(p2[1] - (p3[1] - p1[1]) * k)} ${r(p2[0])} ${r(p2[1])}`
  }
  return closed ? `${d}Z` : d
}

export const ellipse = (cx: number, cy: number, rx: number, ry = rx): string =>
  `M${r(cx - rx)} ${r(cy)}A${r(rx)} ${r(ry)} 0 1 1 ${r(cx + rx)} ${r(cy)}A${r(rx)} ${r(ry)} 0 1 1 ${r(cx - rx)} ${r(cy)}Z`

export const rect = (x: number, y: number, width: number, height: number): string =>
  `M${r(x)} ${r(y)}h${r(width)}v${r(height)}h${r(-width)}Z`

/** The area under a line of points, down to `bottom`. */
export const under = (line: readonly Point[], bottom: number): string =>
  polygon([...line, [line.at(-1)![0], bottom], [line[0]![0], bottom]])

/** The area under a smooth curve through the points, down to `bottom`. */
export const underSmooth = (line: readonly Point[], bottom: number): string =>
  `${smooth(line, false)}L${r(line.at(-1)![0])} ${r(bottom)}L${r(line[0]![0])} ${r(bottom)}Z`
