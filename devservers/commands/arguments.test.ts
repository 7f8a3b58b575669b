import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'

const known = ['mysql', 'redis']

describe('the arguments of pnpm services', () => {
  it('mean every server when they name none', () => {
    expect(parseArguments(['up'], known)).toEqual({ command: 'up', names: known, wipe: false })
  })

  it('may name some servers', () => {
    expect(parseArguments(['down', 'redis', '--wipe'], known)).toEqual({
      command: 'down',
      names: ['redis'],
      wipe: true,
    })
  })

  it.each([[[]], [['restart']], [['up', '--force']]])('are answered with the usage when they are %j', args => {
    expect(() => parseArguments(args, known)).toThrow('Usage: pnpm services up|down|status')
  })

  it('must name servers that exist', () => {
    expect(() => parseArguments(['up', 'postgres'], known)).toThrow('no server named postgres')
  })

  it('remove data only with down', () => {
    expect(() => parseArguments(['up', '--wipe'], known)).toThrow('--wipe goes with down alone')
  })
})
