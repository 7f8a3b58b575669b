import type { ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'

/**
 * Serves Apollo Sandbox to browsers that open the endpoint. The page is ours and loads the rest from Apollo's hosts;
 * its requests come from the page's origin and need no CORS.
 */
export const sandbox = (isOn: boolean): ApolloServerPlugin =>
  isOn
    ? withWayOut(ApolloServerPluginLandingPageLocalDefault({ footer: false, embed: { runTelemetry: false } }))
    : ApolloServerPluginLandingPageDisabled()

/** Where Apollo's hosts are unreachable, the page links to GraphiQL. */
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
    // Sandbox's empty element lies over the text and would take the clicks.
    .replace('#embeddableSandbox {', rule => `#embeddableSandbox:empty { pointer-events: none; }\n  ${rule}`)

const LINK = '<a href="/graphiql">GraphiQL</a> comes from this host alone.'
