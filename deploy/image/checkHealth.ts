/**
 * The image's health check: whether the service of this container responds on its port; the path is an optional
 * argument. It imports nothing: it stands alone in the image, without the packages of `deploy/`.
 */
const path = process.argv[2] ?? '/health/live'
try {
  const response = await fetch(`http://127.0.0.1:${process.env.PORT}${path}`, {
    signal: AbortSignal.timeout(4_000),
  })
  if (!response.ok) throw new Error(`${path} responds with ${response.status}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
