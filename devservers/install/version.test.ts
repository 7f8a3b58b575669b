import { expect, it } from 'vitest'
import { javaVersion } from '../servers/kafka/java.ts'
import { versionIn } from './version.ts'

it.each([
  ['mysqld  Ver 9.7.4-2 for debian-linux-gnu on x86_64 ((Debian))', '9.7.4'],
  ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '7.0.15'],
  ['kafka-server-4.1.1.jar', '4.1.1'],
])('finds the version in "%s"', (text, version) => {
  expect(versionIn(text)).toBe(version)
})

it('says so when a program does not tell its version', () => {
  expect(() => versionIn('command not known')).toThrow('command not known')
})

it.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "25" 2025-09-16', 25],
  ['something else', undefined],
])('knows the main version of Java in %s', (text, version) => {
  expect(javaVersion(text)).toBe(version)
})
