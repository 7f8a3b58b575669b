import type { SettingName } from '../../prompt/reading.ts'
import { abstract } from './abstract.ts'
import { city } from './city.ts'
import { desert } from './desert.ts'
import { field } from './field.ts'
import { forest } from './forest.ts'
import { lake, mountains } from './mountains.ts'
import { portrait } from './portrait.ts'
import { sea } from './sea.ts'
import { sky } from './sky.ts'
import { space } from './space.ts'
import type { Setting } from './stage.ts'
import { still } from './still.ts'
import { underwater } from './underwater.ts'

/** How each setting is composed. */
export const SETTINGS: Readonly<Record<SettingName, Setting>> = {
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

/** Settings in which no weather falls. */
export const INDOORS: ReadonlySet<SettingName> = new Set(['abstract', 'portrait', 'still', 'space', 'underwater'])
