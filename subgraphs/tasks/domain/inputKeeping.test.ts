import { describe, expect, it } from 'vitest'
import { decideInputKeeping, type InputNeeds } from './inputKeeping.ts'

const now = new Date('2026-06-10T00:00:00Z')
const day = (n: number) => new Date(now.getTime() + n * 86_400_000)
const keepMs = 7 * 86_400_000
const none: InputNeeds = { unfinishedTasks: 0, lastFinishedAt: null, uploadUntil: null }

describe('a picture that tasks start from', () => {
  it.each<[string, Partial<InputNeeds>, Date | undefined]>([
    ['goes when nobody needs it', {}, undefined],
    ['stays while a task goes on', { unfinishedTasks: 1 }, new Date(now.getTime() + 3_600_000)],
    ['stays while its last task can be tried again', { lastFinishedAt: day(-2) }, day(5)],
    ['goes when its last task was long ago', { lastFinishedAt: day(-8) }, undefined],
    ['stays while its upload can be used', { lastFinishedAt: day(-8), uploadUntil: day(1) }, day(1)],
    ['goes when its upload has ended', { uploadUntil: day(0) }, undefined],
    ['stays as long as the longest of these', { lastFinishedAt: day(-1), uploadUntil: day(1) }, day(6)],
  ])('%s', (_, needs, until) => {
    expect(decideInputKeeping({ ...none, ...needs }, { now, keepMs })).toEqual(until)
  })
})
