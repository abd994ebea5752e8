import type { Plugin } from '../app.ts'

/**
 * Lets a brand's page talk to its web chat from its own origin. Nothing here goes by cookies, so any origin may
 * ask; which ones an account serves is its own setting and is checked where the token is.
 */
export const cors: Plugin = (app) => {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (!origin || !request.url.startsWith('/hooks/web/')) return
    reply.header('access-control-allow-origin', origin).header('vary', 'origin')
  })
  app.options('/hooks/web/*', (_, reply) =>
    reply
      .code(204)
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', 'authorization, content-type')
      .header('access-control-max-age', '600')
      .send(),
  )
}
