import type { Drawing, Frame } from '../drawing/drawing.ts'
import { createRandom } from '../drawing/random.ts'
import type { Reading } from '../prompt/reading.ts'
import { chooseSetting, chooseTime, chooseWeather } from './choices.ts'
import { chooseLight } from './chooseLight.ts'
import { createStage } from './createStage.ts'
import { settingLight } from './settingLight.ts'
import { INDOORS, SETTINGS } from './settings/settings.ts'
import type { Layers } from './settings/stage.ts'
import type { CastSubject } from './subjects/subjects.ts'

/** Composes a drawing: the same reading, cast, frame and seed give the same drawing. */
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
  const stage = createStage({
    frame,
    light,
    random: random.fork('stage'),
    reading,
    weather,
    snowy,
    focusX,
    layers,
    cast,
  })
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
