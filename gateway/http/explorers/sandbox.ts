import type { ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'

/**
 * Shows Apollo Sandbox to browsers that open the endpoint. Its page is ours and loads the rest from Apollo's hosts; what it
 * asks of the gateway comes from the page, so it needs no leave to call from another origin.
 */
export const sandbox = (isOn: boolean): ApolloServerPlugin =>
  isOn
    ? withWayOut(ApolloServerPluginLandingPageLocalDefault({ footer: false, embed: { runTelemetry: false } }))
    : ApolloServerPluginLandingPageDisabled()

/** Where Apollo's hosts cannot be reached, the page leads to the explorer that needs none of them. */
const withWayOut = (plugin: ApolloServerPlugin): ApolloServerPlugin => ({
  async serverWillStart(server) {
    const listener = await plugin.serverWillStart?.(server)
    const page = await listener?.renderLandingPage?.()
    if (!page) return listener
    const html = async () => leadingOut(typeof page.html === 'string' ? page.html : await page.html())
    return { ...listener, renderLandingPage: async () => ({ html }) }
  },
})

const leadingOut = (html: string): string =>
  html
    .replace('it appears that you might be offline.', text => `${text} ${LINK}`)
    // The place for Sandbox lies over the text, and would take the clicks while nothing is in it.
    .replace('#embeddableSandbox {', rule => `#embeddableSandbox:empty { pointer-events: none; }\n  ${rule}`)

const LINK = '<a href="/graphiql">GraphiQL</a> comes from this host alone.'
