import { describe, expect, it } from 'vitest'
import { mixesScripts, skeleton, skeletonsWithoutSigns } from './confusables.ts'

describe('skeleton', () => {
  it.each([
    ['root', 'ROOT'],
    ['root', 'r00t'],
    ['root', 'rооt'],
    ['root', 'r.o-o_t'],
    ['root', 'r o\u00a0o\u200bt'],
    ['root', '𝐫𝐨𝐨𝐭'],
    ['root', 'ｒｏｏｔ'],
    ['root', 'rööt'],
    ['ada', 'АDА'],
    ['admin', 'adrnin'],
    ['admin', 'ADM1N'],
    ['alice', 'aIice'],
    ['alice', 'Αlісе'],
    ['alice', 'ᴀʟɪᴄᴇ'],
    ['alice', '🅐🅛🅘🅒🅔'],
    ['alice', '🅰🅻🅸🅲🅴'],
    ['alice', '🇦🇱🇮🇨🇪'],
  ])('is the same of %j and %j', (name, other) => expect(skeleton(other)).toBe(skeleton(name)))

  it.each([
    ['ada', 'adam'],
    ['root', 'boot'],
    ['名前', '名'],
  ])('differs of %j and %j', (name, other) => expect(skeleton(other)).not.toBe(skeleton(name)))
})

describe('mixesScripts', () => {
  it.each(['аda', 'Αda', 'Ada Лоvе'])('finds it in %j', text => expect(mixesScripts(text)).toBe(true))
  it.each(['Ada', 'Ада', 'Ада (Ada)', 'Ada 名前', 'Ada-Άδα', '🦋'])('finds none in %j', text =>
    expect(mixesScripts(text)).toBe(false),
  )
})

describe('skeletonsWithoutSigns', () => {
  it.each(['victimname', '@victimname', 'vict!mname', '@v!ct!mname!', '★ v|ctimn@me ★', '（victimname）'])(
    'takes %j for the name in it',
    name => expect(skeletonsWithoutSigns(name)).toContain(skeleton('victimname')),
  )
  it.each(['victim', 'victimnames!', 'v?', '!!'])('takes %j for another one', name =>
    expect(skeletonsWithoutSigns(name)).not.toContain(skeleton('victimname')),
  )
  it('has none of signs alone', () => expect(skeletonsWithoutSigns('...')).toEqual([]))
})
