import { EXAMPLE } from '@atelier/gateway/http/explorers/firstTab.ts'
import { freshName, stranger } from '@atelier/testkit/app/person.ts'
import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { openBrowser, testBrowser } from '@atelier/testkit/support/browser.ts'
import { parse, print } from 'graphql'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Busy machines draw slowly. */
const PATIENCE = { timeout: 60_000 }

/** Run in the page. */
const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', event =>
  console.error('forbidden: ' + event.violatedDirective + ' ' + event.blockedURI))`

describe('the worked example of GraphiQL', () => {
  it('leads from an account to a picture, in its order', async () => {
    const atelier = await startTestAtelier()
    try {
      const script = await (await fetch(`${atelier.gateway}/graphiql/files/graphiql.js`)).text()
      expect(script).toContain(`defaultQuery: ${JSON.stringify(EXAMPLE)}`)
      const username = freshName('newcomer')
      const document = parse(EXAMPLE.replace('"ada"', JSON.stringify(username)))
      const steps = document.definitions.map(definition => print(definition))
      expect(steps.map(step => /^\w+ \w+/.exec(step)?.[0])).toEqual([
        'mutation Register',
        'mutation CreateProject',
        'mutation Generate',
        'subscription Watch',
      ])
      const [register = '', create = '', generate = '', watch = ''] = steps
      const { session } = (await stranger(atelier.gateway).get(register)).register
      const newcomer = stranger(atelier.gateway, session.accessToken)
      const { project } = (await newcomer.get(create)).createProject
      const { task } = (await newcomer.get(generate, { project: project.id })).generateDesign
      let last: { status?: string; artifacts?: unknown[] } = {}
      for await (const { data } of newcomer.watch(watch, { task: task.id })) last = data.taskUpdated
      expect(last).toMatchObject({ status: 'COMPLETED', artifacts: [{ url: expect.any(String) }] })
      await newcomer.leave()
    } finally {
      await atelier.close()
    }
  })
})

describe.runIf(testBrowser.available)(`GraphiQL in a browser that reaches no other host${testBrowser.note}`, () => {
  let atelier: TestAtelier
  let ada: GatewayUser
  let browser: Browser
  let page: Page
  /** What the page wanted of other hosts. */
  const elsewhere: string[] = []
  /** What its own policy forbade it, and what broke. */
  const complaints: string[] = []

  beforeAll(async () => {
    atelier = await startTestAtelier()
    ada = await atelier.user('ada')
    browser = await openBrowser()
    const context = await browser.newContext()
    const { origin } = new URL(atelier.gateway)
    await context.route('**/*', route => {
      const url = route.request().url()
      if (new URL(url).origin === origin) return route.continue()
      elsewhere.push(url)
      return route.abort()
    })
    page = await context.newPage()
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.addInitScript(TELL_VIOLATIONS)
  })
  afterAll(async () => {
    await browser.close()
    await atelier.close()
  })

  /** Opens the page with an operation, and puts the token into its editor of headers. */
  async function open(operation: string): Promise<void> {
    await page.goto(`${atelier.gateway}/graphiql?query=${encodeURIComponent(operation)}`)
    await page.getByRole('button', { name: 'Headers' }).click(PATIENCE)
    await page.locator('[data-uri$="headers.json"]').click(PATIENCE)
    await page.keyboard.insertText(JSON.stringify({ authorization: `Bearer ${ada.token}` }))
    await page.getByRole('button', { name: /^Execute query/ }).click(PATIENCE)
  }

  const answer = () => page.locator('.graphiql-response')

  it('answers a query as the person of the token', async () => {
    await open('query { me { username } }')
    await answer().getByText(ada.username).waitFor(PATIENCE)
  })

  it('shows the schema', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click(PATIENCE)
    await page.getByRole('link', { name: 'Query', exact: true }).first().click(PATIENCE)
    await page.getByText('tasks', { exact: true }).first().waitFor(PATIENCE)
  })

  it('shows the events of a subscription as they come', async () => {
    const project = await ada.project()
    await open('subscription { tasksUpdated { prompt status } }')
    await page.getByRole('button', { name: /^Stop query/ }).waitFor(PATIENCE)
    await project.generate({ prompt: 'seen in GraphiQL' })
    await answer().getByText('seen in GraphiQL').waitFor(PATIENCE)
    await answer().getByText('COMPLETED').waitFor(PATIENCE)
    await page.getByRole('button', { name: /^Stop query/ }).click(PATIENCE)
  })

  it('keeps no token in the browser', async () => {
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    )
    expect(kept).toMatch(/tasksUpdated/)
    expect(kept).not.toContain(ada.token)
  })

  it('wanted nothing of another host, nor anything that its policy forbids', () => {
    expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] })
  })
})
