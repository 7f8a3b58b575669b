/** What an answer's headers lack of what keeps browsers from framing, guessing, keeping and telling on. */
export function missingProtection(headers: Headers): string[] {
  const faults: [string, boolean][] = [
    ['nosniff', headers.get('x-content-type-options') === 'nosniff'],
    ['x-frame-options', headers.get('x-frame-options') === 'DENY'],
    ['frame-ancestors', headers.get('content-security-policy')?.includes("frame-ancestors 'none'") === true],
    ['referrer-policy', headers.get('referrer-policy') === 'no-referrer'],
    ['cache-control', headers.get('cache-control') !== null],
    ['a name of the server', headers.get('server') === null && headers.get('x-powered-by') === null],
  ]
  return faults.filter(([, isThere]) => !isThere).map(([name]) => name)
}

/** The heads of the answers in what was read from a socket. */
export function headsIn(text: string): { status: number; headers: Headers }[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}).*\r\n((?:[^\r\n]+\r\n)*)\r\n/g)].map(([, status, lines = '']) => ({
    status: Number(status),
    headers: new Headers(
      lines
        .split('\r\n')
        .filter(Boolean)
        .map(line => line.split(/:\s*(.*)/s, 2) as [string, string]),
    ),
  }))
}
