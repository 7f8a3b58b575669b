import { fileURLToPath } from 'node:url'
import { redisSettings } from '@atelier/platform/adapters/portsSettings.ts'
import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { httpSettings, logSettings, onOff } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'
import { executionSettings } from './execution/executionSettings.ts'
import { endpointSettings } from './http/endpointSettings.ts'
import { planningSettings } from './planning/planningSettings.ts'
import { authRule, authSettings } from './protection/authSettings.ts'
import { concurrencySettings } from './protection/concurrencySettings.ts'
import { documentSettings, persistedDocumentsRule } from './protection/document/documentSettings.ts'
import { rateLimitSettings } from './protection/rateLimitSettings.ts'
import { subscriptionSettings } from './subscriptions/subscriptionSettings.ts'
import { subgraphSettings, subscriptionEndpointRule } from './transport/subgraphSettings.ts'
import { webSocketSettings } from './websocket/webSocketSettings.ts'

const checkedInSupergraph = fileURLToPath(new URL('../schema/supergraph.graphql', import.meta.url))

/** The gateway's settings by environment variable. */
export const gatewayEnvironment = z
  .object({
    ...httpSettings(4000).shape,
    ...logSettings.shape,
    LOG_OPERATIONS: onOff('on').describe('Whether a line is logged for each operation, without its variables.'),
    SUPERGRAPH: z.string().default(checkedInSupergraph).describe('The supergraph file; it is watched.'),
    ...subgraphSettings.shape,
    ...authSettings.shape,
    ...endpointSettings.shape,
    ...planningSettings.shape,
    ...documentSettings.shape,
    ...executionSettings.shape,
    ...rateLimitSettings.shape,
    ...concurrencySettings.shape,
    ...subscriptionSettings.shape,
    ...webSocketSettings.shape,
  })
  .check(authRule, subscriptionEndpointRule, persistedDocumentsRule)

/** Settings of the gateway as a process of its own. */
export const gatewayProcessEnvironment = gatewayEnvironment.safeExtend(redisSettings.shape)

export type GatewaySettings = Settings<typeof gatewayEnvironment>
