import type { SubjectWish } from '../../prompt/reading.ts'
import type { SubjectName } from '../../prompt/vocabulary.ts'
import { astronaut, balloon, planet } from './airborne.ts'
import { bear, fish, fox, gull, whale, wolf } from './animals.ts'
import type { SubjectArt } from './art.ts'
import { boat, rowboat } from './boats.ts'
import { bridge, house, windmill } from './buildings.ts'
import { castle, tower } from './castle.ts'
import type { IconArt } from './iconArt.ts'
import { lighthouse } from './lighthouse.ts'
import { person } from './people.ts'
import { flower, pineTree, sunflower, tree } from './plants.ts'
import { mug } from './tableware.ts'

/** The art of each subject in the vocabulary. */
const DRAWN: Readonly<Record<SubjectName, SubjectArt>> = {
  lighthouse,
  castle,
  house,
  tower,
  windmill,
  bridge,
  boat,
  rowboat,
  balloon,
  fox,
  wolf,
  bear,
  whale,
  gull,
  tree,
  pine: pineTree,
  flower,
  sunflower,
  person,
  planet,
  astronaut,
  mug,
  fish,
}

const DRAWN_BY_NAME: ReadonlyMap<string, SubjectArt> = new Map(Object.entries(DRAWN))

/** A requested subject with its art. */
export interface CastSubject {
  wish: SubjectWish
  art: SubjectArt
}

/** Finds the art of the requested subjects; those without art are omitted. */
export async function castSubjects(wishes: readonly SubjectWish[], icons: IconArt): Promise<CastSubject[]> {
  const cast: CastSubject[] = []
  for (const wish of wishes) {
    const art = wish.kind.startsWith('icon:') ? await icons.load(wish.kind.slice(5)) : DRAWN_BY_NAME.get(wish.kind)
    if (art) cast.push({ wish, art })
  }
  return cast
}
