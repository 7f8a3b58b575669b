/** A named style of pictures. */
export interface StyleEntry {
  /** The name in requests. */
  name: string
  title: string
  description: string
}

/** Every style, in display order; each image model renders them in its own way. */
export const STYLES = [
  { name: 'default', title: 'Default', description: 'Soft painted light with layered depth.' },
  { name: 'watercolor', title: 'Watercolor', description: 'Wet washes that bleed into grained paper.' },
  { name: 'ink', title: 'Ink', description: 'Black brush strokes and hatching on pale paper.' },
  { name: 'oil', title: 'Oil', description: 'Thick, directional strokes in rich colour.' },
  { name: 'flat', title: 'Flat', description: 'Clean shapes in a few even colours.' },
  { name: 'neon', title: 'Neon', description: 'Glowing outlines against the dark.' },
  { name: 'blueprint', title: 'Blueprint', description: 'White construction lines on blue, with a grid.' },
  { name: 'pixel', title: 'Pixel', description: 'Large square pixels in a small dithered palette.' },
  { name: 'poster', title: 'Poster', description: 'Bold screen-printed tones with a travel-poster border.' },
  { name: 'paper-cut', title: 'Paper cut', description: 'Stacked sheets of paper with soft shadows between them.' },
  { name: 'low-poly', title: 'Low poly', description: 'Facets of flat-shaded triangles.' },
  { name: 'pencil', title: 'Pencil', description: 'Graphite shading on textured paper.' },
] as const satisfies readonly StyleEntry[]

/** The name of a style in the catalogue. */
export type StyleName = (typeof STYLES)[number]['name']

/** Whether a style of this name exists. */
export const isStyle = (name: string): name is StyleName => STYLES.some(style => style.name === name)
