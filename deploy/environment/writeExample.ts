import { writeFileSync } from 'node:fs'
import { currentServiceSettings, serviceSettingsFile } from '../compose/serviceSettings.ts'
import { currentExample, exampleFile } from './example.ts'

/** `pnpm env:example`: writes `.env.example`, and what docker compose passes on to each service. */
writeFileSync(exampleFile, currentExample())
writeFileSync(serviceSettingsFile, currentServiceSettings())
