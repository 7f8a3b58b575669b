import { describe, expect, it } from 'vitest'
import { isOriginAllowed } from './allowedOrigins.ts'

describe('allowed origins', () => {
  it.each([
    ['https://studio.example', ['https://studio.example'], true],
    ['https://evil.example', ['https://studio.example'], false],
    ['https://studio.example.evil.example', ['https://studio.example'], false],
    ['http://localhost:5173', ['http://localhost:*'], true],
    ['http://localhost', ['http://localhost:*'], true],
    ['http://localhost:80.evil.example', ['http://localhost:*'], false],
    ['https://localhost:5173', ['http://localhost:*'], false],
    ['https://any.example', ['*'], true],
    ['https://any.example', [], false],
  ])('%s among %j: %s', (origin, allowed, expected) => {
    expect(isOriginAllowed(origin, allowed)).toBe(expected)
  })
})
