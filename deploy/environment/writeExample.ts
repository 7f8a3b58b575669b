import { writeFileSync } from 'node:fs'
import { currentExample, exampleFile } from './example.ts'

/** `pnpm env:example`: writes `.env.example`. */
writeFileSync(exampleFile, currentExample())
