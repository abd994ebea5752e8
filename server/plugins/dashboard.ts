import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import files from '@fastify/static'
import type { Plugin } from '../app.ts'
import { root } from '../load.ts'

/** Serves the browser code: the dashboard at `/`, the widget for brands' pages, and a sample page at `/demo`. */
export const dashboard: Plugin = async (app) => {
  const desk = join(root, 'server/dashboard/dist')
  const widget = join(root, 'server/widget/dist')
  const page = await readFile(join(desk, 'index.html'), 'utf8').catch(() => null)
  if (page === null) {
    app.log.warn('the browser code is not built: there is no dashboard and no widget')
    return
  }
  const lasting = { maxAge: '365d', immutable: true, index: false } as const
  await app.register(files, { root: join(desk, 'assets'), prefix: '/assets/', ...lasting })
  await app.register(files, {
    root: widget,
    prefix: '/widget/',
    decorateReply: false,
    index: false,
    setHeaders: (reply) => void reply.header('access-control-allow-origin', '*'),
  })
  app.get('/widget.js', (_, reply) =>
    reply.header('cache-control', 'public, max-age=300').sendFile('loader.js', widget),
  )
  app.get('/demo', (_, reply) => reply.sendFile('demo.html', widget))
  for (const path of [
    '/',
    '/setup',
    '/invite',
    '/login',
    '/inbox',
    '/inbox/*',
    '/accounts',
    '/people',
    '/failed',
  ])
    app.get(path, (_, reply) => reply.type('text/html').header('cache-control', 'no-cache').send(page))
}
