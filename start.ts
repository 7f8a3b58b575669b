import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Loading the code is most of a start; compiled code kept beside the dependencies saves about a third of it.
enableCompileCache(join(import.meta.dirname, 'node_modules', '.cache', 'compile'))

await import('./house/main.ts')
