import type { Drawing, Frame, Layer } from '../drawing/drawing.ts'
import type { Random } from '../drawing/random.ts'
import type { Raster } from '../raster/raster.ts'
import type { TitleFont } from '../title/titleFont.ts'

/** A scene to render in a style. */
export interface SceneJob {
  drawing: Drawing
  /** Weather between viewer and scene, drawn last. */
  weather: readonly Layer[]
  /** Pixels. */
  width: number
  /** Pixels. */
  height: number
  random: Random
  font: TitleFont
}

/** A picture to restyle. */
export interface PictureJob {
  picture: Raster
  random: Random
  font: TitleFont
  title?: string
}

/** A style: how to render a scene, and how to restyle a picture. */
export interface Style {
  /** The part of a sheet that the scene is composed for, where the style keeps a border; the whole sheet without it. */
  window?(sheet: Frame, title: string | undefined): Frame
  draw(job: SceneJob): Promise<Raster>
  restyle(job: PictureJob): Promise<Raster>
}

/** Pixels per thousandth of the short side. */
export const unitOf = (size: { width: number; height: number }): number => Math.min(size.width, size.height) / 1000
