/** The image's health check: whether the service of this container answers on its port. */
try {
  const response = await fetch(`http://127.0.0.1:${process.env.PORT}/health/live`, {
    signal: AbortSignal.timeout(4_000),
  })
  if (!response.ok) throw new Error(`/health/live answers ${response.status}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
