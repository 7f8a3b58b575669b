import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

/**
 * Megabytes of a half of V8's young generation at most. Its own 64 keep 128 MB for what lives for a moment; with less, a
 * flood of requests costs some more collections, and the process holds a third less.
 */
const YOUNG_HALF_MB = 8

/** Percent by which the heap may grow over what lives before it is collected; V8 lets it grow to its limit first. */
const HEAP_GROWTH = '--heap-growing-percent=12'

/**
 * glibc's allocator: each of its arenas keeps what was freed in it, and pictures and passwords are made in many threads.
 * From 16 KiB on memory is given back as soon as it is free: else what sockets and files were read into, 64 KiB at a time,
 * stays for good between smaller pieces. The number of pieces stays below what Linux lets a process map.
 */
const ALLOCATOR = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '16384',
  MALLOC_MMAP_MAX_: '16384',
  MALLOC_TRIM_THRESHOLD_: '131072',
}

/** Starts this program anew in its place, with what only the start of a process can set; returns where that is done. */
function bindMemory(): void {
  const flag = '--max-semi-space-size'
  const given = [...process.execArgv, process.env.NODE_OPTIONS ?? '']
  if (process.platform === 'win32' || !process.execve || process.connected) return
  if (given.some(option => option.includes(flag))) return
  const [node, ...args] = process.argv
  const env = { ...ALLOCATOR, ...process.env }
  const options = [`${flag}=${YOUNG_HALF_MB}`, HEAP_GROWTH, ...process.execArgv]
  process.execve(process.execPath, [node as string, ...options, ...args], env)
}

bindMemory()

// Loading the code is most of a start; compiled code kept beside the dependencies saves about a third of it.
enableCompileCache(join(import.meta.dirname, 'node_modules', '.cache', 'compile'))

await import('@atelier/standalone/main.ts')
