import type { ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'

/**
 * Shows Apollo Sandbox to browsers that open the endpoint. Its page is ours and loads the rest from Apollo's hosts; what it
 * asks of the gateway comes from the page, so it needs no leave to call from another origin.
 */
export const sandbox = (isOn: boolean): ApolloServerPlugin =>
  isOn
    ? ApolloServerPluginLandingPageLocalDefault({ footer: false, embed: { runTelemetry: false } })
    : ApolloServerPluginLandingPageDisabled()
