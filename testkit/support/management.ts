/** The token by which the services of tests show what their management port shows. */
export const MANAGEMENT_TOKEN = 'the operators of these tests, and nobody else'

/** What a service that has the tests' token shows its operators at this path. */
export const askManagement = (url: string, path: string): Promise<Response> =>
  fetch(`${url}${path}`, { headers: { authorization: `Bearer ${MANAGEMENT_TOKEN}` } })

/** How a service that has the tests' token says it is. */
export const readinessAt = async (url: string): Promise<unknown> => (await askManagement(url, '/health/ready')).json()
