import { saturate } from '../drawing/color.ts'
import { kuwahara } from '../raster/kuwahara.ts'
import { extractPalette, mapToPalette } from '../raster/palette.ts'
import { blur, type Raster } from '../raster/raster.ts'
import { flood, overlay, setTitle } from './finish.ts'
import { flatLayers, flatLooks } from './flatLooks.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'

const COLORS = 14

/** Clean shapes in a few even colours: no gradients, no shadows, no texture. */
export const flat: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const raster = flood(job.width, job.height, job.drawing.light.skyMiddle)
    const layers = flatLayers(job)
    await overlay(raster, job, layers, flatLooks(layers, COLORS, job))
    await setTitle(raster, job)
    return raster
  },
  async restyle({ picture, random }: PictureJob): Promise<Raster> {
    const unit = unitOf(picture)
    const patches = kuwahara(kuwahara(picture, 5 * unit), 4 * unit)
    const palette = extractPalette(patches, COLORS - 4, random).map(c => saturate(c, 1.15))
    mapToPalette(patches, palette)
    return smoothSteps(patches, palette, unit)
  },
}

/** Rounds the borders between even patches. */
export function smoothSteps(patches: Raster, palette: Parameters<typeof mapToPalette>[1], unit: number): Raster {
  const soft = blur(patches, Math.max(1, 2.2 * unit))
  mapToPalette(soft, palette)
  return soft
}
