import type { Reading, Setting as SettingName } from '../prompt/reading.ts'
import { createRandom } from '../random.ts'
import { chooseSetting, chooseTime, chooseWeather } from './choices.ts'
import { createStage } from './createStage.ts'
import type { Drawing, Frame } from './drawing.ts'
import { chooseLight } from './light.ts'
import { settingLight } from './settingLight.ts'
import { abstract } from './settings/abstract.ts'
import { city } from './settings/city.ts'
import { desert } from './settings/desert.ts'
import { field } from './settings/field.ts'
import { forest } from './settings/forest.ts'
import { lake, mountains } from './settings/mountains.ts'
import { portrait } from './settings/portrait.ts'
import { sea } from './settings/sea.ts'
import { sky } from './settings/sky.ts'
import { space } from './settings/space.ts'
import { still } from './settings/still.ts'
import { underwater } from './settings/underwater.ts'
import type { Layers, Setting } from './stage.ts'
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

const INDOORS = new Set<SettingName>(['abstract', 'portrait', 'still', 'space', 'underwater'])
