import type { Plugin } from '../app.ts'

/** The kinds of connection there are, each with the form of its settings. */
export const channels: Plugin = (app, needs) => {
  app.get('', async () => ({
    items: Object.entries(needs.channels).map(([name, { title, closed, settings, limits }]) => ({
      name,
      title,
      ...(closed ? { closed } : {}),
      settings,
      limits,
    })),
  }))
}
