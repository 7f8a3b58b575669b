/** The token by which the services of tests show what their management port shows. */
export const MANAGEMENT_TOKEN = 'the operators of these tests, and nobody else'

const show = (url: string) => fetch(url, { headers: { authorization: `Bearer ${MANAGEMENT_TOKEN}` } })

/** The metrics of a service that has the tests' token. */
export const metricsAt = async (url: string): Promise<string> => (await show(`${url}/metrics`)).text()

/** How a service that has the tests' token says it is. */
export const readinessAt = async (url: string): Promise<unknown> => (await show(`${url}/health/ready`)).json()
