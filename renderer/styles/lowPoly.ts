import Delaunator from 'delaunator'
import { findEdges } from '../raster/edges.ts'
import { paintBase } from '../raster/paintBase.ts'
import { blur, composite, type Field, type Raster } from '../raster/raster.ts'
import { rasterise } from '../raster/svg.ts'
import { overlay, setTitle } from './finish.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'

const POINTS = 3200

/** Facets of flat-shaded triangles, small along the outlines and large in the open. */
export const lowPoly: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const base = await paintBase(job.drawing, job.width, job.height, job.random)
    if (job.drawing.weather === 'rain' || job.drawing.weather === 'storm')
      await overlay(base, job, job.weather.slice(0, -1))
    const picture = await facets(base, job.random)
    await overlay(picture, job, job.weather.slice(-1))
    await setTitle(picture, job)
    return picture
  },
  restyle: async ({ picture, random }: PictureJob) => facets(picture, random),
}

async function facets(source: Raster, random: SceneJob['random']): Promise<Raster> {
  const { width, height } = source
  const unit = unitOf(source)
  const points = choosePoints(findEdges(source, unit * 1.4), random)
  const { triangles } = new Delaunator(points)
  const soft = blur(source, 1.5 * unit)
  const paths: string[] = []
  for (let t = 0; t < triangles.length; t += 3) {
    const [ax, ay, bx, by, cx, cy] = [0, 1, 2].flatMap(k => [
      points[triangles[t + k]! * 2]!,
      points[triangles[t + k]! * 2 + 1]!,
    ]) as [number, number, number, number, number, number]
    const color = meanColor(soft, ax, ay, bx, by, cx, cy)
    const tilt = ((by - ay) * 0.6 + (cx - ax) * 0.4) / (Math.abs(bx - ax) + Math.abs(cy - ay) + Math.abs(by - ay) + 1)
    const gain = 1 + Math.max(-0.075, Math.min(0.075, tilt * 0.13)) + random.between(-0.022, 0.022)
    const hex = `#${color
      .map(v =>
        Math.min(255, Math.max(0, Math.round(v * gain)))
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`
    paths.push(
      `<path d="M${ax.toFixed(1)} ${ay.toFixed(1)}L${bx.toFixed(1)} ${by.toFixed(1)} ${cx.toFixed(1)} ${cy.toFixed(1)}Z" fill="${hex}" stroke="${hex}"/>`,
    )
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" stroke-width="0.9" stroke-linejoin="round">${paths.join('')}</svg>`
  composite(soft, await rasterise(svg))
  return soft
}

/** Points on outlines and a sparse scatter between, with the border closed. */
function choosePoints(edges: Field, random: SceneJob['random']): Float64Array {
  const { width, height, data } = edges
  const ratio = Math.min(3, Math.max(width, height) / Math.min(width, height))
  const wanted = Math.min(POINTS * Math.sqrt(ratio), (width * height) / 24)
  const list: number[] = []
  const gap = Math.max(2.5, Math.sqrt((width * height) / wanted) * 0.5)
  const columns = Math.ceil(width / gap)
  const taken = new Uint8Array(columns * Math.ceil(height / gap))
  const put = (x: number, y: number) => {
    const cell = Math.floor(y / gap) * columns + Math.floor(x / gap)
    if (taken[cell]) return
    taken[cell] = 1
    list.push(x, y)
  }
  for (let tries = 0; tries < wanted * 40 && list.length < wanted * 1.5; tries++) {
    const x = Math.floor(random.next() * width)
    const y = Math.floor(random.next() * height)
    if (data[y * width + x]! > random.between(0.12, 0.9)) put(x, y)
  }
  while (list.length < wanted * 2) {
    const before = list.length
    put(random.next() * (width - 1), random.next() * (height - 1))
    if (list.length === before && random.chance(0.02)) break
  }
  const sides = 14
  for (let i = 0; i <= sides; i++) {
    const t = i / sides
    list.push(t * width, 0, t * width, height, 0, t * height, width, t * height)
  }
  return Float64Array.from(list)
}

/** The mean of the colours at a triangle's middle and near its corners. */
function meanColor(
  raster: Raster,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): [number, number, number] {
  const [mx, my] = [(ax + bx + cx) / 3, (ay + by + cy) / 3]
  const sum: [number, number, number] = [0, 0, 0]
  for (const [x, y] of [
    [mx, my],
    [mx + (ax - mx) * 0.5, my + (ay - my) * 0.5],
    [mx + (bx - mx) * 0.5, my + (by - my) * 0.5],
    [mx + (cx - mx) * 0.5, my + (cy - my) * 0.5],
  ] as const) {
    const px = Math.min(raster.width - 1, Math.max(0, Math.round(x)))
    const py = Math.min(raster.height - 1, Math.max(0, Math.round(y)))
    const i = (py * raster.width + px) * 3
    for (let c = 0; c < 3; c++) sum[c]! += raster.data[i + c]! / 4
  }
  return sum
}
