import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { Plugin } from '../app.ts'

/** Headers and limits of frequency. */
export const security: Plugin = async (app, { address, stopping }) => {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'https:', 'data:'],
        mediaSrc: ["'self'", 'https:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: address?.startsWith('https:') ?? false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  await app.register(rateLimit, { global: false })
  app.addHook('onSend', async (_, reply) => {
    if (stopping()) reply.header('connection', 'close')
  })
}
