import type { Drawing } from '../drawing/drawing.ts'
import type { Random } from '../drawing/random.ts'
import { composite, type Raster } from './raster.ts'
import { paintSky } from './sky.ts'
import { asIs, type Looks, rasterise, toSvg } from './svg.ts'
import { paintWater } from './water.ts'

/** A drawing as a plain painted picture: sky, land, mirrored water and foreground, with no style on it yet. */
export async function paintBase(
  drawing: Drawing,
  width: number,
  height: number,
  random: Random,
  looks: Looks = asIs,
): Promise<Raster> {
  const raster = paintSky(drawing, width, height, random.fork('sky'))
  if (drawing.back.length > 0) {
    composite(raster, await rasterise(toSvg(drawing.frame, width, height, drawing.back, looks)))
  }
  if (drawing.water) paintWater(raster, drawing, drawing.water, random.fork('water'))
  if (drawing.front.length > 0) {
    composite(raster, await rasterise(toSvg(drawing.frame, width, height, drawing.front, looks)))
  }
  return raster
}
