import { lch, lighter, mix } from '../color.ts'
import type { Reading, Setting as SettingName, TimeOfDay } from '../prompt/reading.ts'
import { createRandom, type Random } from '../random.ts'
import type { Drawing, Frame, Layer, Matrix, Shape, Weather } from './drawing.ts'
import { chooseLight, type Light } from './light.ts'
import { ellipse } from './path.ts'
import { abstract } from './settings/abstract.ts'
import { sky, space, underwater } from './settings/airAndSpace.ts'
import { city } from './settings/city.ts'
import { desert } from './settings/desert.ts'
import { field } from './settings/field.ts'
import { forest } from './settings/forest.ts'
import { portrait, still } from './settings/indoors.ts'
import { lake, mountains } from './settings/mountains.ts'
import { sea } from './settings/sea.ts'
import { type Anchor, type Layers, type Place, type Setting, type Stage, startLayer } from './stage.ts'
import type { CastSubject } from './subjects/subjects.ts'

const SETTINGS: Record<SettingName, Setting> = {
  sea,
  lake,
  mountains,
  forest,
  city,
  desert,
  field,
  sky,
  space,
  underwater,
  abstract,
  portrait,
  still,
}

/** The long side may be this many times the short side in a scene's own units; beyond, the scene is stretched. */
const WIDEST = 12

/** The frame for a picture of this size in pixels. */
export function frameOf(width: number, height: number): Frame {
  const ratio = Math.min(WIDEST, Math.max(1 / WIDEST, width / height))
  return ratio >= 1 ? { width: 1000 * ratio, height: 1000 } : { width: 1000, height: 1000 / ratio }
}

/** Composes a picture of what was read: the same reading, cast, frame and seed give the same drawing. */
export function composeScene(reading: Reading, cast: readonly CastSubject[], frame: Frame, seed: number): Drawing {
  const random = createRandom((seed ^ reading.hash) >>> 0)
  const setting = chooseSetting(reading, cast, random.fork('setting'))
  const weather = chooseWeather(reading, random.fork('weather'))
  const time = chooseTime(reading, setting, random.fork('time'))
  const light = settingLight(
    setting,
    chooseLight(reading, time, weather, random.fork('light')),
    reading,
    random.fork('tint'),
  )
  const layers: Layers = { back: [], front: [] }
  const snowy = reading.season === 'winter' || weather === 'snow'
  const focusX = frame.width * random.pick([0.382, 0.618])
  const stage = createStage(frame, light, random.fork('stage'), reading, weather, snowy, focusX, layers, cast)
  const composed = SETTINGS[setting](stage)
  return {
    frame,
    light,
    sky: composed.sky,
    horizon: composed.horizon,
    back: layers.back,
    water: composed.water,
    front: layers.front,
    weather,
    outdoors: !INDOORS.has(setting),
    focus: { x: focusX, y: composed.horizon * 0.85, radius: 300 },
    title: reading.title,
    seed: (seed ^ reading.hash) >>> 0,
  }
}

/** No subject spreads wider than this, in frame units, so that the place it stands in still shows. */
const WIDEST_SUBJECT = 640

const INDOORS = new Set<SettingName>(['abstract', 'portrait', 'still', 'space', 'underwater'])

const ANYWHERE: readonly SettingName[] = [
  'sea',
  'lake',
  'mountains',
  'forest',
  'field',
  'desert',
  'abstract',
  'abstract',
  'sky',
  'city',
  'space',
]

function chooseSetting(reading: Reading, cast: readonly CastSubject[], random: Random): SettingName {
  const { setting, features } = reading
  const first = cast[0]?.art.places[0]
  if (setting === 'portrait' && cast.length > 0 && cast[0]!.wish.kind !== 'person') return homeOf(cast[0]!, random)
  if (setting === 'sea' && first === 'deep' && reading.title && !features.has('water')) return 'underwater'
  if (setting === 'mountains' && features.has('water')) return 'lake'
  if (setting === 'sky' && first && first !== 'air') return homeOf(cast[0]!, random)
  if (setting) return setting
  if (cast.length > 0) return homeOf(cast[0]!, random)
  if (features.has('flowers') || features.has('rainbow')) return 'field'
  if (features.has('island')) return 'sea'
  if (features.has('aurora')) return 'lake'
  if (features.has('moon') || features.has('sun') || features.has('stars'))
    return random.pick(['sea', 'lake', 'mountains'])
  if (reading.mood === 'dreamy') return random.pick(['sky', 'lake', 'forest'])
  if (reading.season) return random.pick(['forest', 'field', 'lake'])
  if (reading.time || reading.weather) return random.pick(['lake', 'field', 'sea', 'mountains'])
  if (reading.colors.length > 0 || reading.mood) return random.pick(['abstract', 'mountains', 'sea'])
  return random.pick(ANYWHERE)
}

const HOMES: Readonly<Record<string, readonly SettingName[]>> = {
  lighthouse: ['sea'],
  boat: ['sea'],
  rowboat: ['lake'],
  castle: ['mountains', 'lake'],
  bridge: ['lake'],
  fox: ['forest'],
  wolf: ['forest'],
  bear: ['forest', 'mountains'],
  gull: ['sea'],
  pine: ['mountains', 'forest'],
  person: ['mountains', 'field', 'lake'],
  'icon:camel': ['desert'],
  'icon:two-hump-camel': ['desert'],
  'icon:cactus': ['desert'],
  'icon:scorpion': ['desert'],
  'icon:deer': ['forest'],
  'icon:owl': ['forest'],
  'icon:hedgehog': ['forest'],
  'icon:chipmunk': ['forest'],
  'icon:mushroom': ['forest'],
  'icon:penguin': ['sea'],
  'icon:automobile': ['city'],
  'icon:bus': ['city'],
  'icon:taxi': ['city'],
  'icon:tram': ['city'],
  'icon:palm-tree': ['sea'],
}

function homeOf({ wish, art }: CastSubject, random: Random): SettingName {
  const homes = HOMES[wish.kind]
  if (homes) return random.pick(homes)
  switch (art.places[0]) {
    case 'water':
      return 'sea'
    case 'air':
      return 'sky'
    case 'deep':
      return 'underwater'
    case 'table':
      return 'still'
    case 'space':
      return 'space'
    default:
      return random.pick(['field', 'field', 'mountains', 'forest'])
  }
}

function chooseWeather(reading: Reading, random: Random): Weather {
  if (reading.weather) return reading.weather
  if (reading.season === 'winter') return random.chance(0.55) ? 'snow' : 'clear'
  return random.chance(0.35) ? 'clouds' : 'clear'
}

function chooseTime(reading: Reading, setting: SettingName, random: Random): TimeOfDay {
  if (reading.time) return reading.time
  const { features } = reading
  if (features.has('stars') || features.has('moon') || features.has('aurora') || features.has('neon')) return 'night'
  if (reading.mood === 'dark') return random.pick(['night', 'dusk'])
  if (reading.mood === 'melancholic') return random.pick(['dusk', 'dawn', 'day'])
  if (setting === 'city') return random.pick(['dusk', 'night', 'day'])
  if (reading.weather === 'rain' || reading.weather === 'snow' || reading.weather === 'storm')
    return random.pick(['day', 'day', 'dusk'])
  return random.pick(['dawn', 'day', 'day', 'dusk'])
}

/** The settings that have no open sky bring their own light. */
function settingLight(setting: SettingName, light: Light, reading: Reading, random: Random): Light {
  const [wish, second] = light.wished
  switch (setting) {
    case 'space': {
      const hue = random.pick([265, 290, 240, 320])
      const gas = wish ?? lch(0.5, 0.16, hue)
      return {
        ...light,
        time: 'night',
        skyTop: [0.1, gas[1] * 0.12, gas[2] * 0.12 - 0.012],
        skyMiddle: [0.13, gas[1] * 0.16, gas[2] * 0.16 - 0.014],
        skyLow: [0.11, gas[1] * 0.14, gas[2] * 0.14 - 0.012],
        haze: [0.52, gas[1], gas[2]],
        accent: second ?? lch(0.62, 0.17, hue + 95),
        hazeAmount: 0.3,
        level: 0.92,
        vivid: 0.95,
        lamps: true,
      }
    }
    case 'underwater': {
      const water = wish ?? lch(0.55, 0.1, random.pick([225, 205, 240]))
      const night = light.time === 'night' || reading.mood === 'dark'
      const at = (l: number) => [night ? l * 0.62 : l, water[1] * 0.85, water[2] * 0.85] as const
      return {
        ...light,
        time: 'day',
        skyTop: at(0.72),
        skyMiddle: at(0.46),
        skyLow: at(0.27),
        haze: at(0.42),
        hazeAmount: 0.9,
        sun: mix(at(0.92), [0.97, 0, 0], 0.5),
        shade: at(0.18),
        level: night ? 0.6 : 0.85,
        vivid: 0.85,
      }
    }
    case 'still':
    case 'portrait': {
      const wall = wish ?? lch(0.5, 0.06, random.pick([30, 75, 160, 250, 310]))
      const dark = light.time === 'night' || reading.mood === 'dark' ? 0.62 : 1
      return {
        ...light,
        time: light.time === 'night' ? 'dusk' : light.time,
        skyTop: [wall[0] * 0.62 * dark, wall[1] * 0.8, wall[2] * 0.8],
        skyMiddle: [wall[0] * 0.9 * dark, wall[1], wall[2]],
        skyLow: [wall[0] * 0.74 * dark, wall[1], wall[2]],
        haze: wall,
        hazeAmount: 0.25,
        sun: mix(light.sun, [0.97, 0.005, 0.05], 0.5),
        shade: setting === 'portrait' ? lch(0.32, 0.06, 28) : [0.24, wall[1] * 0.3 + 0.01, wall[2] * 0.3],
        level: Math.max(0.8, light.level),
        lamps: false,
        wished: [],
        accent: second ?? lch(0.78, 0.12, 82),
      }
    }
    case 'city': {
      if (!reading.features.has('neon') || light.time !== 'night') return light
      const glow = wish ?? lch(0.4, 0.14, random.pick([320, 300, 340]))
      return {
        ...light,
        skyMiddle: mix(light.skyMiddle, [0.27, glow[1] * 0.7, glow[2] * 0.7], 0.75),
        skyLow: mix(light.skyLow, [0.42, glow[1], glow[2]], 0.8),
        haze: mix(light.haze, [0.34, glow[1] * 0.8, glow[2] * 0.8], 0.8),
      }
    }
    case 'abstract': {
      const ground = wish ?? lighter(light.skyMiddle, 0.05)
      return { ...light, skyTop: lighter(ground, 0.18), skyMiddle: lighter(ground, 0.1), skyLow: ground, hazeAmount: 0 }
    }
    default:
      return light
  }
}

function createStage(
  frame: Frame,
  light: Light,
  random: Random,
  reading: Reading,
  weather: Weather,
  snowy: boolean,
  focusX: number,
  layers: Layers,
  cast: readonly CastSubject[],
): Stage {
  const waiting = new Set(cast)
  const taken: { x: number; reach: number }[] = []
  const fits = (subject: CastSubject, habitat: Place) => habitat === 'any' || subject.art.places.includes(habitat)
  const layer: Stage['layer'] = (role, depth, where = 'back') => startLayer(layers, light, random, role, depth, where)
  return {
    frame,
    light,
    random,
    reading,
    weather,
    snowy,
    focusX,
    layer,
    drawsItself: kind => {
      for (const subject of waiting) if (subject.wish.kind === kind) waiting.delete(subject)
    },
    wants: habitat => [...waiting].some(subject => fits(subject, habitat)),
    place(habitat, anchor, where = 'back') {
      const here = [...waiting].filter(subject => fits(subject, habitat))
      for (const subject of here) {
        waiting.delete(subject)
        placeSubject(subject, habitat, anchor, where)
      }
    },
  }

  /** The column nearest to `x`, inwards, where nothing stands yet. */
  function freeColumn(x: number, reach: number, inward: number): number {
    const blocking = taken.find(other => Math.abs(other.x - x) < (other.reach + reach) * 0.8)
    return blocking ? blocking.x + inward * (blocking.reach + reach) * 1.1 : x
  }

  /** Draws all of one subject, the first at the anchor or where there is room beside what stands there. */
  function placeSubject({ wish, art }: CastSubject, habitat: Place, anchor: Anchor, where: 'back' | 'front'): void {
    const size = (anchor.size * art.scale) / 100
    const widest = Math.min(frame.width * 0.86, WIDEST_SUBJECT)
    const scale = Math.min(
      size,
      widest / (art.half * 2),
      (anchor.y * 0.92) / (habitat === 'ground' || habitat === 'structure' ? 112 : 60),
    )
    const inward = anchor.x > frame.width / 2 ? -1 : 1
    const reach = art.half * scale
    const free = freeColumn(anchor.x, reach, inward)
    taken.push({ x: free, reach })
    const floating = habitat === 'air' || habitat === 'deep' || habitat === 'space'
    const spots = Array.from({ length: wish.count }, (_, i) => {
      const main = i === 0
      const step = art.half * 1.75 * scale * 0.8
      const spread = i === 0 ? 0 : Math.ceil(i / 2) * step * (i % 2 ? inward : -inward) * random.between(0.85, 1.2)
      const lift = main
        ? 0
        : floating
          ? (i % 2 ? -1 : 1) * random.between(0.7, 1.3) * scale * 62
          : random.between(-0.16, 0.02) * scale * 60
      return {
        x: free + spread,
        y: anchor.y + lift,
        scale: main ? scale : scale * random.between(0.6, 0.84),
      }
    }).sort((a, b) => a.scale - b.scale)
    for (const spot of spots) {
      const x = Math.min(frame.width - art.half * spot.scale * 0.5, Math.max(art.half * spot.scale * 0.5, spot.x))
      drawOne(art, wish, habitat, { ...anchor, x, y: spot.y }, spot.scale, where)
    }
  }

  function drawOne(
    art: CastSubject['art'],
    wish: CastSubject['wish'],
    habitat: Place,
    anchor: Anchor,
    scale: number,
    where: 'back' | 'front',
  ): void {
    const flip = anchor.x > frame.width / 2
    const floats = habitat === 'water' || art.places[0] === 'water'
    if (
      !floats &&
      (habitat === 'ground' || habitat === 'structure' || habitat === 'table' || art.places[0] === 'ground')
    ) {
      const shadow = layer('light', anchor.depth, where)
      const reach = art.half * scale
      const soft = { color: light.shade, to: light.shade, opacity: 0.62, toOpacity: 0, along: 'radial' as const }
      shadow.paint(
        ellipse(anchor.x - light.side * reach * 0.3, anchor.y, reach * 1.15, Math.max(5, reach * 0.15)),
        soft,
        { effect: true },
      )
    }
    const pen = layer('subject', anchor.depth, where).at(anchor.x, anchor.y, scale, flip)
    art.draw(pen, { color: wish.color, snowy, place: habitat })
    if (floats && where === 'front') mirror(pen.layer, layers.front, anchor.y + 2 * scale)
  }

  /** Puts the mirror image of a floating thing under it. */
  function mirror(source: Layer, into: Layer[], waterline: number): void {
    const shapes = source.shapes
      .filter(shape => !shape.effect)
      .map((shape): Shape => {
        const [a, b, c, d, e, f] = shape.matrix ?? [1, 0, 0, 1, 0, 0]
        const matrix: Matrix = [a, -b * 0.8, c, -d * 0.8, e, waterline + (waterline - f) * 0.8]
        const dull = (color: Shape['fill'] & object) => ({
          ...color,
          color: mix(color.color, light.skyMiddle, 0.5),
          to: color.to && mix(color.to, light.skyMiddle, 0.6),
          opacity: (color.opacity ?? 1) * 0.55,
          toOpacity: (color.toOpacity ?? color.opacity ?? 1) * 0.55,
        })
        return {
          d: shape.d,
          matrix,
          fill: shape.fill && dull(shape.fill),
          stroke: shape.stroke && { ...shape.stroke, opacity: (shape.stroke.opacity ?? 1) * 0.4 },
          effect: true,
        }
      })
    into.splice(into.indexOf(source), 0, { role: 'light', depth: source.depth, shapes })
  }
}
